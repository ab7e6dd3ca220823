using System.Buffers.Binary;
using System.Security.Cryptography;
using Aether.Ethereum;

namespace Aether.Indexer.Auditing;

/// <summary>A log with the block it is in, from either side: what the audit compares and hashes.</summary>
/// <param name="Topics">Four places in hex, with commas between them: an empty one before a full one is no log of any chain.</param>
internal sealed record IndexedLog(
    long BlockNumber,
    string BlockHash,
    long BlockTime,
    int LogIndex,
    string TransactionHash,
    int TransactionIndex,
    string Address,
    string Topics,
    string Data
)
{
    public string Place => $"log {LogIndex} of block {BlockNumber}";

    public static IndexedLog Of(in Log log, BlockHeader header) =>
        new(
            (long)header.Number,
            header.Hash.ToString(),
            (long)header.Timestamp,
            (int)log.LogIndex,
            log.TransactionHash.ToString(),
            (int)log.TransactionIndex,
            log.Address.ToString(),
            TopicText(log),
            Hex.Format(log.Data.Span)
        );

    private static string TopicText(Log log)
    {
        var topics = new string[4];
        for (var i = 0; i < topics.Length; i++)
            topics[i] =
                i * Bytes32.ByteLength < log.Topics.Length
                    ? Convert.ToHexStringLower(log.Topics.Span.Slice(i * Bytes32.ByteLength, Bytes32.ByteLength))
                    : "";
        return string.Join(',', topics);
    }

    /// <summary>Adds it to the hash of a stretch. Every text has one length or is preceded by it.</summary>
    public void AppendTo(IncrementalHash hash)
    {
        Span<byte> numbers = stackalloc byte[32];
        BinaryPrimitives.WriteInt64BigEndian(numbers, BlockNumber);
        BinaryPrimitives.WriteInt64BigEndian(numbers[8..], BlockTime);
        BinaryPrimitives.WriteInt32BigEndian(numbers[16..], LogIndex);
        BinaryPrimitives.WriteInt32BigEndian(numbers[20..], TransactionIndex);
        BinaryPrimitives.WriteInt32BigEndian(numbers[24..], Topics.Length);
        BinaryPrimitives.WriteInt32BigEndian(numbers[28..], Data.Length);
        hash.AppendData(numbers);
        foreach (var text in new[] { BlockHash, TransactionHash, Address, Topics, Data })
            hash.AppendData(System.Text.Encoding.ASCII.GetBytes(text));
    }

    /// <summary>What of the two differs, by the column's name; empty: they are the same.</summary>
    public IEnumerable<(string Column, object Chain, object Index)> DifferencesTo(IndexedLog index)
    {
        (string Column, object Chain, object Index)[] columns =
        [
            ("block hash", BlockHash, index.BlockHash),
            ("block time", BlockTime, index.BlockTime),
            ("transaction", TransactionHash, index.TransactionHash),
            ("transaction index", TransactionIndex, index.TransactionIndex),
            ("address", Address, index.Address),
            ("topics", Topics, index.Topics),
            ("data", Data, index.Data),
        ];
        return columns.Where(column => !column.Chain.Equals(column.Index));
    }
}
