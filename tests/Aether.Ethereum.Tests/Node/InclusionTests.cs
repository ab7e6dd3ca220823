using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Harness;
using Aether.Reference;
using Xunit.Abstractions;

namespace Aether.Ethereum.Tests.Node;

/// <summary>Header hashes, receipts roots and proofs of logs, against the blocks of a real node.</summary>
public sealed class InclusionTests(ITestOutputHelper output)
{
    private static readonly Address Contract = Address.Parse("0x00000000000000000000000000000000000c0de1");

    /// <summary>Emits LOG0 with no data, LOG2 with data 0x..2a and topics 1 and 2, and LOG4 with 40 bytes and topics 1 to 4.</summary>
    private static readonly byte[] LoggingCode = Convert.FromHexString(
        "5f5fa0" + "602a5f52" + "60026001" + "60205fa2" + "6004600360026001" + "60285fa4" + "00"
    );

    private readonly Seeded _seeded = new(output);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(200)]
    public async Task Block_OfManyTransactions_HashAndReceiptsRootAreOurs_AndEveryLogIsProved(int transactions)
    {
        await using AnvilNode node = await AnvilNode.StartAsync("--no-mining", "--order", "fifo");
        await node.Rpc.CallAsync("anvil_setCode", Contract.ToString(), Hex.Format(LoggingCode));
        for (int i = 0; i < transactions; i++)
            await SendAsync(node, i);
        await node.MineAsync();

        BlockHeader header = (await node.Client.GetBlockAsync(BlockTag.At(1), CancellationToken.None))!;
        Assert.True(header.IsHashOfFields());
        Assert.False((header with { Hash = header.ParentHash }).IsHashOfFields());
        BlockHeader genesis = (await node.Client.GetBlockAsync(BlockTag.Earliest, CancellationToken.None))!;
        Assert.True(genesis.IsHashOfFields());

        IReadOnlyList<TransactionReceipt> receipts = (
            await node.Client.GetBlockReceiptsAsync(BlockTag.At(header.Hash), CancellationToken.None)
        )!;
        Assert.Equal(transactions, receipts.Count);
        byte[][] items = [.. receipts.Select(receipt => receipt.Encode())];
        Assert.Equal(header.ReceiptsRoot, OrderedTrie.Root(items));
        for (int index = 0; index < items.Length; index++)
        {
            ReadOnlyMemory<byte>[] nodes = Path(items, index);
            Assert.Equal(items[index], OrderedTrie.Open(header.ReceiptsRoot, index, nodes).ToArray());
        }

        foreach (Log log in receipts.SelectMany(receipt => receipt.Logs))
        {
            LogProof proof = LogProof.Of(header, receipts, log.TransactionIndex, log.LogIndex);
            Log proved = proof.Verify(header.Hash);
            Assert.Equal(
                (log.Address, log.BlockNumber, log.TransactionIndex),
                (proved.Address, proved.BlockNumber, proved.TransactionIndex)
            );
            Assert.Equal(log.Topics.ToArray(), proved.Topics.ToArray());
            Assert.Equal(log.Data.ToArray(), proved.Data.ToArray());
        }
        if (transactions > 1)
            RefusesEverythingElse(header, receipts, items);
        if (transactions > 100 && Environment.GetEnvironmentVariable("AETHER_WRITE_VECTORS") is not null)
            WriteVectors(header, receipts);
    }

    private static string VectorFile => Repository.PathOf("tests", "vectors", "receipts.json");

    /// <summary>Transactions whose keys have one byte and two, the first log of a receipt and the last.</summary>
    private static void WriteVectors(BlockHeader header, IReadOnlyList<TransactionReceipt> receipts)
    {
        var proofs = new JsonArray();
        foreach (int transaction in new[] { 0, 2, 15, 126, 128, 198 })
        {
            Log log = transaction == 0 ? receipts[transaction].Logs[0] : receipts[transaction].Logs[^1];
            LogProof proof = LogProof.Of(header, receipts, log.TransactionIndex, log.LogIndex);
            JsonNode entry = JsonNode.Parse(LogProofFile.Of(proof, header.Hash).Write())!;
            entry["log"] = LogJson(log);
            proofs.Add(entry);
        }
        var file = new JsonObject { ["count"] = proofs.Count, ["proofs"] = proofs };
        File.WriteAllText(VectorFile, file.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    private static JsonObject LogJson(Log log) =>
        new()
        {
            ["address"] = log.Address.ToString(),
            ["topics"] = new JsonArray([
                .. Enumerable
                    .Range(0, log.Topics.Length / Bytes32.ByteLength)
                    .Select(i => (JsonNode)Hex.Format(log.Topics.Span.Slice(i * Bytes32.ByteLength, Bytes32.ByteLength))),
            ]),
            ["data"] = Hex.Format(log.Data.Span),
        };

    /// <summary>What Solidity reads as well. Written by the test above when AETHER_WRITE_VECTORS is set, from a block of a real node.</summary>
    [Fact]
    public void Vectors_OpenToTheirLogs_AndSurviveTheirFile()
    {
        JsonArray proofs = JsonNode.Parse(File.ReadAllText(VectorFile))!["proofs"]!.AsArray();
        Assert.True(proofs.Count > 3);
        foreach (JsonNode? entry in proofs)
        {
            JsonObject file = entry!.DeepClone().AsObject();
            file.Remove("log");
            LogProof proof = LogProofFile.Read(Encoding.UTF8.GetBytes(file.ToJsonString()));
            var blockHash = Bytes32.Parse((string)file["blockHash"]!);
            Log log = proof.Verify(blockHash);
            Assert.Equal(entry["log"]!.ToJsonString(), LogJson(log).ToJsonString());
            Assert.Equal(log.Data.ToArray(), LogProofFile.Read(LogProofFile.Of(proof, blockHash).Write()).Verify(blockHash).Data.ToArray());
            file["format"] = "aether-proof-1";
            Assert.Throws<ProofException>(() => LogProofFile.Read(Encoding.UTF8.GetBytes(file.ToJsonString())));
        }
        Assert.Throws<ProofException>(() => LogProofFile.Read("{}"u8));
        Assert.Throws<ProofException>(() => LogProofFile.Read("null"u8));
        Assert.Throws<ProofException>(() => LogProofFile.Read([]));
    }

    [Fact]
    public void Root_OfNothing_IsTheKnownOne()
    {
        Assert.Equal(Bytes32.Parse("0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"), OrderedTrie.Root([]));
        Assert.Throws<ProofException>(() => OrderedTrie.Open(OrderedTrie.Root([]), 0, [new byte[] { 0x80 }]));
    }

    /// <summary>Small items stand in their parents: nodes of fewer than 32 bytes have no hash.</summary>
    [Fact]
    public void Prove_ItemsOfEverySize_OpensToThemAlone()
    {
        foreach (int count in new[] { 1, 2, 3, 16, 17, 127, 128, 129, 130, 256, 300 })
        {
            byte[][] items = [.. Enumerable.Range(0, count).Select(_ => _seeded.Bytes(1 + _seeded.Below(_seeded.Below(2) == 0 ? 4 : 90)))];
            Bytes32 root = OrderedTrie.Root(items);
            foreach (int index in Enumerable.Range(0, count))
            {
                ReadOnlyMemory<byte>[] nodes = Path(items, index);
                Assert.Equal(items[index], OrderedTrie.Open(root, index, nodes).ToArray());
                int other = (index + 1 + _seeded.Below(count)) % (count + 1);
                if (other != index)
                    RefusedUnless(items.ElementAtOrDefault(other), () => OrderedTrie.Open(root, other, nodes).ToArray());
            }
        }
    }

    private void RefusesEverythingElse(BlockHeader header, IReadOnlyList<TransactionReceipt> receipts, byte[][] items)
    {
        int index = _seeded.Below(items.Length);
        ReadOnlyMemory<byte>[] nodes = Path(items, index);
        Assert.Throws<ProofException>(() => OrderedTrie.Open(header.ReceiptsRoot, (index + 1) % items.Length, nodes));
        Assert.Throws<ProofException>(() => OrderedTrie.Open(header.ReceiptsRoot, items.Length, nodes));
        Assert.Throws<ProofException>(() => OrderedTrie.Open(header.ReceiptsRoot, index, nodes[..^1]));
        Assert.Throws<ProofException>(() => OrderedTrie.Open(header.ReceiptsRoot, index, nodes[1..]));
        Assert.Throws<ProofException>(() => OrderedTrie.Open(header.ReceiptsRoot, index, [.. nodes, nodes[^1]]));
        Assert.Throws<ProofException>(() => OrderedTrie.Open(header.ReceiptsRoot, index, []));
        for (int node = 0; node < nodes.Length; node++)
        {
            byte[] changed = nodes[node].ToArray();
            changed[_seeded.Below(changed.Length)] ^= (byte)(1 << _seeded.Below(8));
            Assert.Throws<ProofException>(() =>
                OrderedTrie.Open(header.ReceiptsRoot, index, [.. nodes[..node], changed, .. nodes[(node + 1)..]])
            );
        }

        Log log = receipts.SelectMany(receipt => receipt.Logs).First();
        LogProof proof = LogProof.Of(header, receipts, log.TransactionIndex, log.LogIndex);
        Assert.Throws<ProofException>(() => proof.Verify(header.ParentHash));
        byte[] otherHeader = proof.Header.ToArray();
        otherHeader[^1] ^= 1;
        Assert.Throws<ProofException>(() => (proof with { Header = otherHeader }).Verify(header.Hash));
        Assert.Throws<ProofException>(() => (proof with { LogPosition = 3 }).Verify(header.Hash));
        // One receipt left out, or one log: the root is another.
        Assert.Throws<ProofException>(() => LogProof.Of(header, [.. receipts.SkipLast(1)], log.TransactionIndex, log.LogIndex));
        TransactionReceipt[] shortened =
        [
            .. receipts.Select((receipt, i) => i == log.TransactionIndex ? receipt with { Logs = [.. receipt.Logs.Skip(1)] } : receipt),
        ];
        Assert.Throws<ProofException>(() => LogProof.Of(header, shortened, log.TransactionIndex, log.LogIndex));
        Assert.Throws<ProofException>(() => LogProof.Of(header, receipts, log.TransactionIndex, 100_000));
    }

    private static void RefusedUnless(byte[]? expected, Func<byte[]> open)
    {
        // Neighbours may share all their nodes where these are small: then the other item is proved as well, and it is the right one.
        try
        {
            Assert.Equal(expected, open());
        }
        catch (ProofException) { }
    }

    private static ReadOnlyMemory<byte>[] Path(byte[][] items, int index) =>
        [.. OrderedTrie.Prove(items, index).Select(node => (ReadOnlyMemory<byte>)node)];

    /// <summary>Legacy, access-list and fee-market transactions: plain transfers, calls that log, and calls that revert.</summary>
    private static Task<JsonNode?> SendAsync(AnvilNode node, int i)
    {
        var call = new JsonObject
        {
            ["from"] = Anvil.Accounts[i % 5].Address,
            ["to"] = i % 3 == 1 ? Anvil.Accounts[7].Address : Contract.ToString(),
            ["value"] = "0x1",
            ["gas"] = i % 7 == 6 ? "0x5400" : "0x186a0", // The first is too little for the logs.
        };
        if (i % 2 == 0)
            call["gasPrice"] = "0x77359400";
        if (i % 4 == 0)
            call["accessList"] = new JsonArray();
        return node.Rpc.CallAsync("eth_sendTransaction", call);
    }
}
