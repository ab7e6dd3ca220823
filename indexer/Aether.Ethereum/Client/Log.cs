using System.Text.Json;

namespace Aether.Ethereum;

/// <summary>A log and its place in the chain. Topics and data of many share one array.</summary>
public readonly record struct Log
{
    private readonly ReadOnlyMemory<byte> _topics;
    private readonly ReadOnlyMemory<byte> _data;

    /// <param name="address">The contract that emitted it.</param>
    /// <param name="topics">Shape (topic count, 32), row-major.</param>
    /// <param name="data">The fields that are not indexed.</param>
    public Log(Address address, ReadOnlySpan<byte> topics, ReadOnlySpan<byte> data)
    {
        Address = address;
        ReadOnlyMemory<byte> bytes = new([.. topics, .. data]);
        _topics = bytes[..topics.Length];
        _data = bytes[topics.Length..];
    }

    private Log(Address address, ReadOnlyMemory<byte> topics, ReadOnlyMemory<byte> data)
    {
        Address = address;
        _topics = topics;
        _data = data;
    }

    public Address Address { get; }

    /// <summary>Shape (topic count, 32), row-major.</summary>
    public ReadOnlyMemory<byte> Topics => _topics;

    public ReadOnlyMemory<byte> Data => _data;

    public ulong BlockNumber { get; init; }

    public Bytes32 BlockHash { get; init; }

    public Bytes32 TransactionHash { get; init; }

    public uint TransactionIndex { get; init; }

    /// <summary>Place among all logs of the block.</summary>
    public uint LogIndex { get; init; }

    /// <summary>True when a reorg took it back.</summary>
    public bool Removed { get; init; }

    /// <summary>What the generated decoders read.</summary>
    public LogView View => new(Address, Topics.Span, Data.Span);

    public static IReadOnlyList<Log> ReadArray(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException($"An array of logs was expected, not {reader.TokenType}.");
        var logs = new List<Log>();
        var bytes = new LogBytes();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            logs.Add(Read(ref reader, bytes));
        return logs;
    }

    public static Log Read(ref Utf8JsonReader reader) => Read(ref reader, new LogBytes());

    internal static Log Read(ref Utf8JsonReader reader, LogBytes bytes)
    {
        Address? address = null;
        Span<byte> topics = stackalloc byte[4 * Bytes32.ByteLength];
        int topicCount = -1;
        ReadOnlyMemory<byte>? data = null;
        ulong? number = null;
        Bytes32? blockHash = null,
            transactionHash = null;
        ulong? transactionIndex = null,
            logIndex = null;
        bool removed = false;
        JsonFields.Begin(ref reader);
        while (JsonFields.Next(ref reader))
        {
            if (JsonFields.Is(ref reader, "address"u8))
                address = RpcJson.ReadAddress(ref reader);
            else if (JsonFields.Is(ref reader, "topics"u8))
                topicCount = ReadTopics(ref reader, topics);
            else if (JsonFields.Is(ref reader, "data"u8))
                data = bytes.Read(ref reader);
            else if (JsonFields.Is(ref reader, "blockNumber"u8))
                number = RpcJson.ReadUInt64(ref reader);
            else if (JsonFields.Is(ref reader, "blockHash"u8))
                blockHash = RpcJson.ReadBytes32(ref reader);
            else if (JsonFields.Is(ref reader, "transactionHash"u8))
                transactionHash = RpcJson.ReadBytes32(ref reader);
            else if (JsonFields.Is(ref reader, "transactionIndex"u8))
                transactionIndex = RpcJson.ReadUInt64(ref reader);
            else if (JsonFields.Is(ref reader, "logIndex"u8))
                logIndex = RpcJson.ReadUInt64(ref reader);
            else if (JsonFields.Is(ref reader, "removed"u8))
                removed = reader.GetBoolean();
            else
                JsonFields.Skip(ref reader);
        }
        if (topicCount < 0)
            throw JsonFields.Missing("topics");
        return new Log(
            JsonFields.Required(address, "address"),
            bytes.Keep(topics[..(topicCount * Bytes32.ByteLength)]),
            data ?? throw JsonFields.Missing("data")
        )
        {
            BlockNumber = JsonFields.Required(number, "blockNumber"),
            BlockHash = JsonFields.Required(blockHash, "blockHash"),
            TransactionHash = JsonFields.Required(transactionHash, "transactionHash"),
            TransactionIndex = checked((uint)JsonFields.Required(transactionIndex, "transactionIndex")),
            LogIndex = checked((uint)JsonFields.Required(logIndex, "logIndex")),
            Removed = removed,
        };
    }

    private static int ReadTopics(ref Utf8JsonReader reader, scoped Span<byte> topics)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("Topics must be an array.");
        int count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count == 4)
                throw new JsonException("A log has at most four topics.");
            RpcJson.ReadExact(ref reader, topics.Slice(count++ * Bytes32.ByteLength, Bytes32.ByteLength));
        }
        return count;
    }
}
