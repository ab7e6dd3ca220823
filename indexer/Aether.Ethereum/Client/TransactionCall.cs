using System.Text.Json;

namespace Aether.Ethereum;

/// <summary>Whom a transaction calls with what, as a node tells it. Nothing binds it to its hash: the caller checks what it says.</summary>
/// <param name="To">Null for a creation.</param>
public sealed record TransactionCall(Address? To, ReadOnlyMemory<byte> Input)
{
    /// <summary>Null for JSON null.</summary>
    public static TransactionCall? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        Address? to = null;
        byte[]? input = null;
        JsonFields.Begin(ref reader);
        while (JsonFields.Next(ref reader))
        {
            if (JsonFields.Is(ref reader, "to"u8))
                to = RpcJson.ReadAddress(ref reader);
            else if (JsonFields.Is(ref reader, "input"u8))
                input = RpcJson.ReadData(ref reader);
            else
                JsonFields.Skip(ref reader);
        }
        return new TransactionCall(to, input ?? throw JsonFields.Missing("input"));
    }
}
