using System.Text.Json.Nodes;
using Aether.Ethereum;
using Aether.Harness;

namespace Aether.Contracts.Tests;

/// <summary>The hashes and digests of the protocol against tests/vectors/protocol.json, which an independent script makes.</summary>
public sealed class GoldenVectorTests
{
    private static readonly JsonNode Vectors = JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "vectors", "protocol.json")))!;

    [Fact]
    public void InferenceCommitment_MatchesTheVectors() =>
        Check(
            "inferenceCommitment",
            "ic",
            one =>
                ProtocolHash.InferenceCommitment(
                    Get<UInt256>(one, "chainId"),
                    Get<Address>(one, "market"),
                    Get<UInt256>(one, "jobId"),
                    Get<Address>(one, "verifier"),
                    Get<Bytes32>(one, "modelId"),
                    Get<Bytes32>(one, "inputCommit"),
                    Struct<Claim>(one)
                )
        );

    [Fact]
    public void KeyHash_MatchesTheVectors() => Check("keyHash", "hash", one => ProtocolHash.KeyHash(Get<Bytes32>(one, "key")));

    [Fact]
    public void RoyaltyHash_MatchesTheVectors() => Check("royalties", "hash", one => ProtocolHash.RoyaltyHash(Splits(one)));

    [Fact]
    public void ExtrasHash_MatchesTheVectors() => Check("extras", "hash", one => ProtocolHash.ExtrasHash(Splits(one)));

    [Fact]
    public void Answered_MatchesTheVectors() => Check("answered", "hash", one => ProtocolHash.Answered(Get<Bytes32>(one, "submitted")));

    [Fact]
    public void CipherCommit_MatchesTheVectors()
    {
        Check("cipherCommit", "hash", one => ProtocolHash.CipherCommit(Get<Bytes32>(one, "outputRoot"), Get<Bytes32>(one, "cipherRoot")));
        Check(
            "cipherCommitOfPoint",
            "hash",
            one =>
                ProtocolHash.CipherCommit(
                    Get<Bytes32>(one, "cipherRoot"),
                    [.. Get<Bytes32>(one, "x").ToArray(), .. Get<Bytes32>(one, "y").ToArray()]
                )
        );
        Assert.Throws<ArgumentException>(() => ProtocolHash.CipherCommit(Bytes32.Zero, new byte[63]));
    }

    [Fact]
    public void OrderKeyAndPadWord_MatchTheVectors()
    {
        Check(
            "orderKey",
            "hash",
            one =>
                ProtocolHash.OrderKey(
                    Get<UInt256>(one, "chainId"),
                    Get<Address>(one, "market"),
                    Get<UInt256>(one, "jobId"),
                    Get<Address>(one, "provider"),
                    Get<Bytes32>(one, "keyHash")
                )
        );
        Check(
            "padWord",
            "word",
            one => ProtocolHash.PadWord(Get<Bytes32>(one, "key"), Get<Bytes32>(one, "orderKey"), Get<UInt256>(one, "index"))
        );
    }

    [Fact]
    public void Availability_DigestAndSignatureMatchTheVectors() =>
        CheckSigned(
            "availability",
            (data, message) =>
                data.AvailabilityDigest(Get<UInt256>(message, "jobId"), Get<Bytes32>(message, "cipherCommit"), Get<ulong>(message, "until"))
        );

    [Fact]
    public void ModelId_MatchesTheVectors() =>
        Check(
            "modelId",
            "modelId",
            one =>
                ProtocolHash.ModelId(
                    Get<Address>(one, "creator"),
                    Get<Bytes32>(one, "contentHash"),
                    (ModelKind)Get<byte>(one, "kind"),
                    Get<Bytes32>(one, "parent"),
                    Get<uint>(one, "licenceId"),
                    Get<Bytes32>(one, "royaltyHash")
                )
        );

    [Fact]
    public void TermsHash_MatchesTheVectors() => Check("terms", "hash", one => ProtocolHash.TermsHash(Struct<Terms>(one)));

    [Fact]
    public void Submitted_MatchesTheVectors() =>
        Check("submitted", "hash", one => ProtocolHash.Submitted(Get<Bytes32>(one, "termsHash"), Get<Bytes32>(one, "ic")));

    [Fact]
    public void Request_DigestAndSignatureMatchTheVectors() =>
        CheckSigned("request", (data, message) => data.RequestDigest(Struct<Request>(message)));

    [Fact]
    public void Acceptance_DigestAndSignatureMatchTheVectors() =>
        CheckSigned("acceptance", (data, message) => data.AcceptanceDigest(Get<UInt256>(message, "jobId"), Get<Bytes32>(message, "ic")));

    [Fact]
    public void DeliveryAck_DigestAndSignatureMatchTheVectors() =>
        CheckSigned("deliveryAck", (data, message) => data.DeliveryAckDigest(Get<UInt256>(message, "jobId"), Get<Bytes32>(message, "ic")));

    [Fact]
    public void NodeKey_DigestAndSignatureMatchTheVectors() =>
        CheckSigned(
            "nodeKey",
            (data, message) =>
                data.NodeKeyDigest(Get<UInt256>(message, "nodeId"), Get<UInt256>(message, "sealX"), Get<UInt256>(message, "sealY"))
        );

    [Fact]
    public void EntityId_PacksOwnerAndNonce_AndRefusesTooLargeANonce()
    {
        var owner = Address.Parse("0x6e9401b57523d7f885def2c791d908f53d062a39");
        UInt256 id = EntityId.Pack(owner, 7);
        Assert.Equal("0x6e9401b57523d7f885def2c791d908f53d062a39000000000000000000000007", Hex.Format(id.ToBigEndian()));
        Assert.Equal(owner, EntityId.Owner(id));
        Assert.Equal((UInt128)7, EntityId.Nonce(id));
        UInt128 largest = (UInt128.One << 96) - 1;
        Assert.Equal(largest, EntityId.Nonce(EntityId.Pack(owner, largest)));
        Assert.Throws<OverflowException>(() => EntityId.Pack(owner, largest + 1));
    }

    private static void Check(string section, string expected, Func<JsonNode, Bytes32> compute)
    {
        JsonArray cases = Vectors[section]!.AsArray();
        Assert.NotEmpty(cases);
        foreach (JsonNode? one in cases)
            Assert.Equal(one![expected]!.GetValue<string>(), compute(one).ToString());
    }

    private static void CheckSigned(string section, Func<TypedData, JsonNode, Bytes32> digest)
    {
        JsonArray cases = Vectors[section]!.AsArray();
        Assert.NotEmpty(cases);
        foreach (JsonNode? one in cases)
        {
            var data = new TypedData(Get<UInt256>(one!, "chainId"), Get<Address>(one!, "verifyingContract"));
            Bytes32 computed = digest(data, one!["message"]!);
            Assert.Equal(one["digest"]!.GetValue<string>(), computed.ToString());
            Assert.True(Signature.FromBytes(Hex.Parse(one["signature"]!.GetValue<string>())).TryRecover(computed, out Address signer));
            Assert.Equal(one["signer"]!.GetValue<string>(), signer.ToString());
            using var key = new KeySigner(Hex.Parse(one["privateKey"]!.GetValue<string>()));
            Assert.True(key.Sign(computed).TryRecover(computed, out Address ours) && ours == signer);
        }
    }

    private static Split[] Splits(JsonNode one) =>
        [
            .. one["payees"]!
                .AsArray()
                .Zip(
                    one["bps"]!.AsArray(),
                    (payee, bps) =>
                        new Split { Payee = Address.Parse(payee!.GetValue<string>()), Bps = (ushort)AbiValue.Plain(typeof(ushort), bps!) }
                ),
        ];

    private static T Get<T>(JsonNode owner, string name) => (T)AbiValue.Plain(typeof(T), owner[name]!);

    /// <summary>A generated struct from an object with its fields.</summary>
    private static T Struct<T>(JsonNode fields)
        where T : struct
    {
        object instance = default(T);
        foreach (System.Reflection.PropertyInfo property in typeof(T).GetProperties().Where(property => property.CanWrite))
            property.SetValue(
                instance,
                AbiValue.Plain(property.PropertyType, fields[char.ToLowerInvariant(property.Name[0]) + property.Name[1..]]!)
            );
        return (T)instance;
    }
}
