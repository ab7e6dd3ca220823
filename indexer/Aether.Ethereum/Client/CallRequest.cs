using System.Text.Json;

namespace Aether.Ethereum;

/// <summary>A message to execute without a transaction, or to estimate.</summary>
public sealed record CallRequest
{
    public Address? From { get; init; }

    /// <summary>Null creates a contract.</summary>
    public Address? To { get; init; }

    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Wei.</summary>
    public UInt256 Value { get; init; }

    public ulong? Gas { get; init; }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (From is { } from)
            writer.WriteString("from"u8, from.ToString());
        if (To is { } to)
            writer.WriteString("to"u8, to.ToString());
        if (!Value.IsZero)
            writer.WriteString("value"u8, Value.ToHexQuantity());
        if (Gas is { } gas)
            writer.WriteString("gas"u8, new UInt256(0, gas).ToHexQuantity());
        writer.WriteString("input"u8, Hex.Format(Data.Span));
        writer.WriteEndObject();
    }
}
