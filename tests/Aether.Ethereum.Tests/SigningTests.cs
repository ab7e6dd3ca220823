using System.Text.Json.Nodes;
using Aether.Harness;
using Aether.Reference;
using Xunit.Abstractions;

namespace Aether.Ethereum.Tests;

/// <summary>Signatures, addresses and transactions against viem and cast.</summary>
public sealed class SigningTests(ITestOutputHelper output)
{
    [Fact]
    public void ThousandSignatures_HaveALowS_AndRecoverToTheSigner()
    {
        var random = new Seeded(output);
        int upper = 0;
        for (int k = 0; k < 10; k++)
        {
            using KeySigner signer = KeySigner.Generate();
            for (int i = 0; i < 100; i++)
            {
                var hash = new Bytes32(random.Bytes(32));
                Signature signature = signer.Sign(hash);
                Assert.True(signature.S <= Secp256k1.HalfOrder);
                Assert.True(signature.TryRecover(hash, out Address address));
                Assert.Equal(signer.Address, address);
                Assert.Equal(signature, Signature.FromBytes(signature.ToBytes()));
                upper += signature.YParity;
            }
        }
        Assert.InRange(upper, 300, 700);
    }

    [Fact]
    public async Task RandomKeys_AddressAndRecoveryAgreeWithViem_BothWays()
    {
        var random = new Seeded(output);
        (byte[] Key, Bytes32 Hash)[] cases = [.. Enumerable.Range(0, 60).Select(_ => (Key(random), new Bytes32(random.Bytes(32))))];
        Signature[] ours = [.. cases.Select(one => Sign(one.Key, one.Hash))];
        IReadOnlyList<string> addresses = await ViemReference.AskTextAsync([
            .. cases.Select(one => Question("addressOfKey", one.Key, null)),
        ]);
        IReadOnlyList<string> theirs = await ViemReference.AskTextAsync([.. cases.Select(one => Question("sign", one.Key, one.Hash))]);
        IReadOnlyList<string> recovered = await ViemReference.AskTextAsync([
            .. cases.Select(
                (one, i) =>
                    new JsonObject
                    {
                        ["op"] = "recover",
                        ["hash"] = one.Hash.ToString(),
                        ["signature"] = Hex.Format(ours[i].ToBytes()),
                    }
            ),
        ]);

        for (int i = 0; i < cases.Length; i++)
        {
            using var signer = new KeySigner(cases[i].Key);
            Assert.Equal(addresses[i], signer.Address.ToString());
            Assert.Equal(addresses[i], recovered[i]);
            Assert.True(Signature.FromBytes(Hex.Parse(theirs[i])).TryRecover(cases[i].Hash, out Address address));
            Assert.Equal(signer.Address, address);
        }
    }

    [Fact]
    public async Task RandomTransactions_EncodeLikeViem_AndSignaturesCountBothWays()
    {
        var random = new Seeded(output);
        (Eip1559Transaction Transaction, byte[] Key)[] cases = [.. Enumerable.Range(0, 80).Select(_ => (Transaction(random), Key(random)))];
        var signed = new List<SignedTransaction>();
        foreach ((Eip1559Transaction transaction, byte[] key) in cases)
            signed.Add(await SignAsync(transaction, key));
        IReadOnlyList<string> unsigned = await ViemReference.AskTextAsync([
            .. cases.Select(one => new JsonObject { ["op"] = "unsigned", ["fields"] = Fields(one.Transaction) }),
        ]);
        IReadOnlyList<JsonNode> parsed = await ViemReference.AskAsync([
            .. signed.Select(one => new JsonObject { ["op"] = "signed", ["raw"] = Hex.Format(one.Raw.Span) }),
        ]);
        IReadOnlyList<string> theirs = await ViemReference.AskTextAsync([
            .. cases.Select(one => new JsonObject
            {
                ["op"] = "signedByViem",
                ["fields"] = Fields(one.Transaction),
                ["key"] = Hex.Format(one.Key),
            }),
        ]);

        for (int i = 0; i < cases.Length; i++)
        {
            Assert.Equal(unsigned[i], Hex.Format(cases[i].Transaction.EncodeUnsigned()));
            Assert.Equal(signed[i].From.ToString(), parsed[i]["from"]!.GetValue<string>());
            Assert.Equal(signed[i].Hash.ToString(), parsed[i]["hash"]!.GetValue<string>());
            Assert.Equal(signed[i].Transaction.Value.ToString(), parsed[i]["value"]!.GetValue<string>());
            SignedTransaction decoded = SignedTransaction.Decode(Hex.Parse(theirs[i]));
            Assert.Equal(signed[i].From, decoded.From);
            Assert.Equal(unsigned[i], Hex.Format(decoded.Transaction.EncodeUnsigned()));
        }
    }

    [Fact]
    public async Task SignedTransaction_AnyTruncationOrTrailingByte_IsRefused()
    {
        var random = new Seeded(output);
        SignedTransaction signed = await SignAsync(Transaction(random), Key(random));
        byte[] raw = signed.Raw.ToArray();
        for (int length = 0; length < raw.Length; length++)
            Assert.ThrowsAny<FormatException>(() => SignedTransaction.Decode(raw[..length]));
        Assert.ThrowsAny<FormatException>(() => SignedTransaction.Decode([.. raw, 0]));
        Assert.ThrowsAny<FormatException>(() => SignedTransaction.Decode([0x01, .. raw[1..]]));
    }

    [Fact]
    public async Task Cast_VerifiesOurSignature_AndDerivesOurAddress()
    {
        using var folder = new RunDirectory();
        using KeySigner signer = new(Hex.Parse(Anvil.Accounts[3].PrivateKey));
        var hash = Bytes32.Keccak("aether"u8);
        Signature signature = signer.Sign(hash);
        CommandRun verified = await CommandRun.RunAsync(
            "cast",
            folder.FilePath("cast.log"),
            [
                Repository.Tool("cast"),
                "wallet",
                "verify",
                "--no-hash",
                "--address",
                signer.Address.ToString(),
                hash.ToString(),
                Hex.Format(signature.ToBytes()),
            ]
        );
        Assert.Equal(0, verified.ExitCode);
        Assert.Equal(Anvil.Accounts[3].Address, signer.Address.ToString());
    }

    [Fact]
    public void Signature_MalformedBytes_AreRefused()
    {
        using KeySigner signer = KeySigner.Generate();
        byte[] good = signer.Sign(Bytes32.Zero).ToBytes();
        UInt256 s = UInt256.FromBigEndian(good.AsSpan(32, 32));
        Assert.Throws<FormatException>(() => Signature.FromBytes(good[..64]));
        Assert.Throws<FormatException>(() => Signature.FromBytes([.. good, 0]));
        Assert.Throws<FormatException>(() => Signature.FromBytes([.. good[..64], 29]));
        Assert.Throws<FormatException>(() => Signature.FromBytes([.. good[..32], .. (Secp256k1.Order - s).ToBigEndian(), good[64]]));
        Assert.Throws<FormatException>(() => Signature.FromBytes([.. new byte[32], .. good[32..]]));
        Assert.Throws<FormatException>(() => Signature.FromBytes([.. Secp256k1.Order.ToBigEndian(), .. good[32..]]));
    }

    [Fact]
    public void I63_KeySigner_BadKeys_AreRefused_AndTheKeyIsNeverShown()
    {
        Assert.Throws<ArgumentException>(() => new KeySigner(new byte[32]));
        Assert.Throws<ArgumentException>(() => new KeySigner(new byte[31]));
        Assert.Throws<ArgumentException>(() => new KeySigner(Secp256k1.Order.ToBigEndian()));
        byte[] key = Hex.Parse(Anvil.Accounts[0].PrivateKey);
        using var signer = new KeySigner(key);
        Assert.Equal($"KeySigner {Anvil.Accounts[0].Address}", signer.ToString());
    }

    private static Eip1559Transaction Transaction(Seeded random) =>
        new()
        {
            ChainId = (ulong)(1 + random.Below(1 << 30)),
            Nonce = (ulong)random.Below(random.Coin() ? 2 : 1 << 30),
            MaxPriorityFeePerGas = (UInt256)random.Number(60),
            MaxFeePerGas = (UInt256)(random.Number(60) + (System.Numerics.BigInteger.One << 60)),
            GasLimit = (ulong)(21_000 + random.Below(10_000_000)),
            To = random.Below(5) == 0 ? null : new Address(random.Bytes(20)),
            Value = (UInt256)random.Number(200),
            Data = random.Bytes(random.Coin() ? 0 : random.Below(400)),
            AccessList =
            [
                .. Enumerable
                    .Range(0, random.Coin() ? 0 : random.Below(4))
                    .Select(_ => new AccessListEntry(
                        new Address(random.Bytes(20)),
                        [.. Enumerable.Range(0, random.Below(3)).Select(_ => new Bytes32(random.Bytes(32)))]
                    )),
            ],
        };

    private static JsonObject Fields(Eip1559Transaction transaction) =>
        new()
        {
            ["chainId"] = transaction.ChainId.ToString(),
            ["nonce"] = transaction.Nonce.ToString(),
            ["maxPriorityFeePerGas"] = transaction.MaxPriorityFeePerGas.ToString(),
            ["maxFeePerGas"] = transaction.MaxFeePerGas.ToString(),
            ["gas"] = transaction.GasLimit.ToString(),
            ["to"] = transaction.To?.ToString(),
            ["value"] = transaction.Value.ToString(),
            ["data"] = Hex.Format(transaction.Data.Span),
            ["accessList"] = new JsonArray([
                .. transaction.AccessList.Select(entry =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["address"] = entry.Address.ToString(),
                            ["storageKeys"] = new JsonArray([.. entry.StorageKeys.Select(key => (JsonNode)key.ToString())]),
                        }
                ),
            ]),
        };

    private static JsonObject Question(string op, byte[] key, Bytes32? hash) =>
        new()
        {
            ["op"] = op,
            ["key"] = Hex.Format(key),
            ["hash"] = hash?.ToString(),
        };

    private static async Task<SignedTransaction> SignAsync(Eip1559Transaction transaction, byte[] key)
    {
        using var signer = new KeySigner(key);
        return await transaction.SignAsync(signer, CancellationToken.None);
    }

    private static Signature Sign(byte[] key, Bytes32 hash)
    {
        using var signer = new KeySigner(key);
        return signer.Sign(hash);
    }

    private static byte[] Key(Seeded random)
    {
        byte[] key = random.Bytes(32);
        key[0] &= 0x7F;
        return key;
    }
}
