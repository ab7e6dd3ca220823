using System.Text.Json;

namespace Aether.Ethereum;

/// <summary>Base fees of recent blocks and what was paid on top.</summary>
/// <param name="OldestBlock">The first block of the range.</param>
/// <param name="BaseFees">Wei per gas, oldest first; the last one is the next block's.</param>
/// <param name="Rewards">Shape (blocks, percentiles): wei per gas paid on top.</param>
public sealed record FeeHistory(ulong OldestBlock, IReadOnlyList<UInt256> BaseFees, IReadOnlyList<IReadOnlyList<UInt256>> Rewards)
{
    public static FeeHistory Read(ref Utf8JsonReader reader)
    {
        ulong? oldest = null;
        List<UInt256>? baseFees = null;
        var rewards = new List<IReadOnlyList<UInt256>>();
        JsonFields.Begin(ref reader);
        while (JsonFields.Next(ref reader))
        {
            if (JsonFields.Is(ref reader, "oldestBlock"u8))
                oldest = RpcJson.ReadUInt64(ref reader);
            else if (JsonFields.Is(ref reader, "baseFeePerGas"u8))
                baseFees = ReadQuantities(ref reader);
            else if (JsonFields.Is(ref reader, "reward"u8))
                while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
                    rewards.Add(ReadQuantities(ref reader));
            else
                JsonFields.Skip(ref reader);
        }
        return new FeeHistory(JsonFields.Required(oldest, "oldestBlock"), baseFees ?? throw JsonFields.Missing("baseFeePerGas"), rewards);
    }

    private static List<UInt256> ReadQuantities(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException($"An array of quantities was expected, not {reader.TokenType}.");
        var values = new List<UInt256>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            values.Add(RpcJson.ReadUInt256(ref reader));
        return values;
    }
}
