using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Harness;

namespace Aether.Inference.Tests;

/// <summary>Golden cases of tests/vectors, and the models and patterns they describe in words.</summary>
internal static class VectorFile
{
    private static readonly ConcurrentDictionary<string, byte[]> Built = new(StringComparer.Ordinal);

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

    /// <summary>The named model of the vectors, built by the code under test from its description. The bytes are the caller's.</summary>
    public static byte[] Build(string name) =>
        (byte[])Built.GetOrAdd(name, static key => ModelDescription.Build(Model(key)["description"]!)).Clone();

    public static JsonNode Model(string name) => Air8["models"]!.AsArray().Single(model => Text(model!["name"]) == name)!;

    private static JsonNode Read(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))!;
}
