using Aether.Hashing;

namespace Aether.Ethereum;

/// <summary>Proves to whoever trusts a block hash that a contract emitted a log in that block: the header, and the way from its receiptsRoot.</summary>
/// <param name="Header">The block's header in RLP.</param>
/// <param name="TransactionIndex">Of the transaction that emitted it.</param>
/// <param name="ReceiptNodes">Of the receipts' trie, from the root to the transaction's receipt.</param>
/// <param name="LogPosition">Among the logs of that receipt, from 0.</param>
public sealed record LogProof(
    ReadOnlyMemory<byte> Header,
    int TransactionIndex,
    IReadOnlyList<ReadOnlyMemory<byte>> ReceiptNodes,
    int LogPosition
)
{
    // Places in a header.
    private const int ReceiptsRootAt = 5;
    private const int NumberAt = 8;

    private const int ReceiptItems = 4;
    private const int TopicsMax = 4;
    private const byte FirstListByte = 0xC0;

    /// <summary>Makes the proof of a log from all receipts of its block.</summary>
    /// <exception cref="ProofException">The receipts are not the block's, or hold no such log.</exception>
    public static LogProof Of(BlockHeader header, IReadOnlyList<TransactionReceipt> receipts, uint transactionIndex, uint logIndex)
    {
        byte[][] items = [.. receipts.Select(receipt => receipt.Encode())];
        if (OrderedTrie.Root(items) != header.ReceiptsRoot)
            throw new ProofException($"the receipts of block {header.Number} do not make its receiptsRoot");
        if (transactionIndex >= items.Length)
            throw new ProofException($"block {header.Number} has {items.Length} transactions");
        long before = receipts.Take((int)transactionIndex).Sum(receipt => (long)receipt.Logs.Count);
        long position = logIndex - before;
        if (position < 0 || position >= receipts[(int)transactionIndex].Logs.Count)
            throw new ProofException($"log {logIndex} of block {header.Number} is not of transaction {transactionIndex}");
        return new LogProof(
            header.Encoding,
            (int)transactionIndex,
            [.. OrderedTrie.Prove(items, (int)transactionIndex).Select(node => (ReadOnlyMemory<byte>)node)],
            (int)position
        );
    }

    /// <summary>The log that is proved.</summary>
    /// <param name="blockHash">The one trusted thing.</param>
    /// <returns>Contract, topics, data, block and transaction index; the transaction's hash and the log's place in the block are not part of what is proved.</returns>
    /// <exception cref="ProofException">It does not hold.</exception>
    public Log Verify(Bytes32 blockHash)
    {
        Span<byte> digest = stackalloc byte[Bytes32.ByteLength];
        Keccak256.Hash(Header.Span, digest);
        if (new Bytes32(digest) != blockHash)
            throw new ProofException($"the header is not that of block {blockHash}");
        try
        {
            (Bytes32 receiptsRoot, ulong number) = ReadHeader();
            ReadOnlyMemory<byte> receipt = OrderedTrie.Open(receiptsRoot, TransactionIndex, ReceiptNodes);
            return ReadLog(receipt.Span) with { BlockNumber = number, BlockHash = blockHash, TransactionIndex = (uint)TransactionIndex };
        }
        catch (RlpException e)
        {
            throw new ProofException(e.Message);
        }
    }

    private (Bytes32 ReceiptsRoot, ulong Number) ReadHeader()
    {
        RlpReader fields = new RlpReader(Header.Span).ReadList();
        Bytes32 receiptsRoot = default;
        for (int i = 0; i < NumberAt; i++)
        {
            if (i == ReceiptsRootAt)
                receiptsRoot = new Bytes32(fields.ReadBytes(Bytes32.ByteLength));
            else
                fields.Skip();
        }
        return (receiptsRoot, fields.ReadUInt64());
    }

    private Log ReadLog(ReadOnlySpan<byte> receipt)
    {
        if (receipt.IsEmpty)
            throw new ProofException("an empty receipt");
        // EIP-2718: a byte of type in front of what is no legacy receipt.
        RlpReader fields = new RlpReader(receipt[0] < FirstListByte ? receipt[1..] : receipt).ReadList();
        for (int i = 0; i < ReceiptItems - 1; i++)
            fields.Skip();
        RlpReader logs = fields.ReadList();
        fields.ExpectEnd();
        for (int i = 0; i < LogPosition; i++)
            logs.Skip();
        RlpReader log = logs.ReadList();
        var address = new Address(log.ReadBytes(Address.ByteLength));
        RlpReader topics = log.ReadList();
        Span<byte> words = stackalloc byte[TopicsMax * Bytes32.ByteLength];
        int count = 0;
        for (; !topics.IsAtEnd; count++)
        {
            if (count == TopicsMax)
                throw new ProofException("a log of more than four topics");
            topics.ReadBytes(Bytes32.ByteLength).CopyTo(words[(count * Bytes32.ByteLength)..]);
        }
        ReadOnlySpan<byte> data = log.ReadBytes();
        log.ExpectEnd();
        return new Log(address, words[..(count * Bytes32.ByteLength)], data);
    }
}
