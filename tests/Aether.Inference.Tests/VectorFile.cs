using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Harness;

namespace Aether.Inference.Tests;

/// <summary>Golden cases of tests/vectors, and the models and patterns they describe in words.</summary>
internal static class VectorFile
{
    public static JsonNode Air8 { get; } = Read("air8.json");

    public static JsonNode Protocol { get; } = Read("protocol.json");

    public static string Folder => Path.Combine(Repository.Root, "tests", "vectors");

    public static string Models => Path.Combine(Repository.Root, "models");

    public static byte[] Bytes(JsonNode? hex) => Convert.FromHexString(hex!.GetValue<string>()[2..]);

    public static Digest Digest(JsonNode? hex) => Inference.Digest.Parse(hex!.GetValue<string>());

    public static T[] Numbers<T>(JsonNode? array) => array.Deserialize<T[]>()!;

    public static string Text(JsonNode? value) => value!.GetValue<string>();

    public static int Number(JsonNode? value) => value!.GetValue<int>();

    public static TensorShape Shape(JsonNode? array)
    {
        int[] live = Numbers<int>(array);
        return new TensorShape(live[0], live[1], live[2], live[3]);
    }

    /// <summary>Byte i = 1 + (31 i^2 + 17 i + seed) mod 255.</summary>
    public static byte[] Pattern(long count, long seed)
    {
        byte[] bytes = new byte[count];
        for (long i = 0; i < count; i++)
            bytes[i] = (byte)(1 + (i * i * 31 + i * 17 + seed) % 255);
        return bytes;
    }

    /// <summary>The named model of the vectors, built by the code under test from its description.</summary>
    public static byte[] Build(string name)
    {
        JsonNode described = Air8["models"]!.AsArray().Single(model => Text(model!["name"]) == name)!["description"]!;
        Air8Builder builder = new();
        int[] tables = [.. described["tables"]!.AsArray().Select(table => builder.Table(Table(table!)))];
        int tensor = builder.Input(Shape(described["input"]));
        foreach (JsonNode? op in described["ops"]!.AsArray())
        {
            if (op!["gemm"] is not JsonNode gemm)
            {
                tensor = builder.ArgMax(tensor);
                continue;
            }
            sbyte[] weights = [.. gemm["weights"]!.AsArray().SelectMany(Numbers<sbyte>)];
            int[]? bias = gemm["bias"] is JsonNode given ? Numbers<int>(given) : null;
            tensor = builder.Gemm(tensor, Number(gemm["outputs"]), weights, bias, Number(gemm["shift"]), tables[Number(gemm["table"])]);
        }
        builder.Output(tensor);
        return builder.Build();
    }

    /// <summary>clamp((v factor + 2^(shift-1)) >> shift, low, high).</summary>
    private static sbyte[] Table(JsonNode table)
    {
        int shift = Number(table["shift"]);
        sbyte[] values = new sbyte[1 << 16];
        for (int row = 0; row < values.Length; row++)
        {
            int scaled = ((row - 32768) * Number(table["factor"]) + (shift == 0 ? 0 : 1 << (shift - 1))) >> shift;
            values[row] = (sbyte)Math.Clamp(scaled, Number(table["low"]), Number(table["high"]));
        }
        return values;
    }

    private static JsonNode Read(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))!;
}
