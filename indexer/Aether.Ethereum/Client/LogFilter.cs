using System.Text.Json;

namespace Aether.Ethereum;

/// <summary>Which logs to fetch: of a range of blocks, or of one block by its hash.</summary>
public sealed record LogFilter
{
    private LogFilter() { }

    public BlockTag? From { get; private init; }

    public BlockTag? To { get; private init; }

    public Bytes32? BlockHash { get; private init; }

    /// <summary>Any of these; empty for all.</summary>
    public IReadOnlyList<Address> Addresses { get; init; } = [];

    /// <summary>For each place the topics allowed there; an empty list allows all. At most four places.</summary>
    public IReadOnlyList<IReadOnlyList<Bytes32>> Topics { get; init; } = [];

    /// <summary>Both ends included.</summary>
    public static LogFilter Range(BlockTag from, BlockTag to) => new() { From = from, To = to };

    /// <summary>One block, so that no other fork can be mixed in.</summary>
    public static LogFilter Block(Bytes32 hash) => new() { BlockHash = hash };

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (BlockHash is { } hash)
            writer.WriteString("blockHash"u8, hash.ToString());
        if (From is { } from)
            writer.WriteString("fromBlock"u8, from.ToString());
        if (To is { } to)
            writer.WriteString("toBlock"u8, to.ToString());
        if (Addresses.Count > 0)
        {
            writer.WriteStartArray("address"u8);
            foreach (Address address in Addresses)
                writer.WriteStringValue(address.ToString());
            writer.WriteEndArray();
        }
        if (Topics.Count > 0)
        {
            writer.WriteStartArray("topics"u8);
            foreach (IReadOnlyList<Bytes32> allowed in Topics)
                WriteTopic(writer, allowed);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    private static void WriteTopic(Utf8JsonWriter writer, IReadOnlyList<Bytes32> allowed)
    {
        if (allowed.Count == 0)
        {
            writer.WriteNullValue();
            return;
        }
        writer.WriteStartArray();
        foreach (Bytes32 topic in allowed)
            writer.WriteStringValue(topic.ToString());
        writer.WriteEndArray();
    }
}
