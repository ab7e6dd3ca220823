using System.Text.Json.Nodes;
using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Prover.Chain;

/// <summary>A list of splits as JSON: payee as 0x-hex, bps as a number, in their order.</summary>
public static class SplitJson
{
    /// <summary>More than the market takes; a list beyond it is not read.</summary>
    private const int CountMax = 16;

    public static JsonArray Write(IEnumerable<Split> splits) =>
        new([.. splits.Select(split => new JsonObject { ["payee"] = split.Payee.ToString(), ["bps"] = split.Bps })]);

    /// <exception cref="FormatException">Not such a list.</exception>
    public static Split[] Read(JsonNode? json)
    {
        if (json is not JsonArray list || list.Count > CountMax)
            throw new FormatException($"'extras' is not a list of at most {CountMax} splits");
        return [.. list.Select(ReadOne)];
    }

    private static Split ReadOne(JsonNode? json)
    {
        if (json is not JsonObject split)
            throw new FormatException("a split is an object with payee and bps");
        RequestJson.RequireKeys(split, "payee", "bps");
        try
        {
            return new Split { Payee = Address.Parse(split["payee"]!.GetValue<string>()), Bps = split["bps"]!.GetValue<ushort>() };
        }
        catch (Exception e) when (e is InvalidOperationException or OverflowException)
        {
            throw new FormatException($"a split has a field of the wrong type: {e.Message}", e);
        }
    }
}
