using System.Text.Json;

namespace Aether.Ethereum;

/// <summary>Whom a transaction calls with what, as a node tells it. Nothing binds it to its hash: the caller checks what it says.</summary>
/// <param name="To">Null for a creation.</param>
public sealed record TransactionCall(Address? To, ReadOnlyMemory<byte> Input)
{
    /// <summary>What the node says it is the hash of.</summary>
    public required Bytes32 Hash { get; init; }

    /// <summary>Null while it is in no block.</summary>
    public Bytes32? BlockHash { get; init; }

    /// <summary>Null for JSON null.</summary>
    public static TransactionCall? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        Address? to = null;
        byte[]? input = null;
        Bytes32? hash = null,
            blockHash = null;
        JsonFields.Begin(ref reader);
        while (JsonFields.Next(ref reader))
        {
            if (JsonFields.Is(ref reader, "to"u8))
                to = RpcJson.ReadAddress(ref reader);
            else if (JsonFields.Is(ref reader, "hash"u8))
                hash = RpcJson.ReadBytes32(ref reader);
            else if (JsonFields.Is(ref reader, "blockHash"u8))
                blockHash = RpcJson.ReadBytes32(ref reader);
            else if (JsonFields.Is(ref reader, "input"u8))
                input = RpcJson.ReadData(ref reader);
            else
                JsonFields.Skip(ref reader);
        }
        return new TransactionCall(to, input ?? throw JsonFields.Missing("input"))
        {
            Hash = JsonFields.Required(hash, "hash"),
            BlockHash = blockHash,
        };
    }
}
