using System.Reflection;
using System.Text.Json.Nodes;
using Aether.Ethereum;
using Aether.Reference;

namespace Aether.Contracts.Tests;

/// <summary>Compares the generated types of an assembly with viem: encodings, decodings, selectors and topics.</summary>
internal sealed class GeneratedCode(Assembly assembly)
{
    private delegate bool TryDecodeData<T>(ReadOnlySpan<byte> data, out T value);

    private delegate bool TryDecodeLog<T>(scoped in LogView log, out T value);

    /// <summary>Checks every function, event and error of one ABI on random values.</summary>
    /// <returns>How many values were compared.</returns>
    public async Task<int> CheckAsync(Seeded random, string contract, JsonArray abi, int valuesPerEntry)
    {
        var questions = new List<JsonObject>();
        var checks = new List<Action<JsonNode>>();
        var overloads = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (JsonObject item in abi.Select(item => item!.AsObject()))
        {
            string kind = item["type"]!.GetValue<string>();
            if (kind is not ("function" or "event" or "error"))
                continue;
            string name = kind == "function" ? CallName(item, overloads) : item["name"]!.GetValue<string>();
            for (int i = 0; i < valuesPerEntry; i++)
                foreach ((string op, JsonArray given, Action<JsonNode> check) in Cases(random, contract, kind, name, item))
                {
                    questions.Add(
                        new JsonObject
                        {
                            ["op"] = op,
                            ["item"] = item.DeepClone(),
                            ["given"] = given.DeepClone(),
                        }
                    );
                    checks.Add(check);
                }
        }
        IReadOnlyList<JsonNode> answers = await ViemReference.AskAsync(questions);
        for (int i = 0; i < checks.Count; i++)
            checks[i](answers[i]);
        return checks.Count;
    }

    private IEnumerable<(string Op, JsonArray Given, Action<JsonNode> Check)> Cases(
        Seeded random,
        string contract,
        string kind,
        string name,
        JsonObject item
    )
    {
        Type type = assembly.GetType($"Aether.Contracts.{contract}+{name}", throwOnError: true)!;
        JsonArray inputs = item["inputs"]!.AsArray();
        var given = Given(random, inputs);
        switch (kind)
        {
            case "function":
                object call = AbiValue.Build(type, inputs, given);
                yield return ("call", given, answer => CheckCall(type, call, inputs, given, answer));
                JsonArray outputs = item["outputs"]!.AsArray();
                if (outputs.Count == 0)
                    break;
                var result = Given(random, outputs);
                yield return ("result", result, answer => CheckResult(type, call, outputs, result, answer));
                break;
            case "error":
                yield return ("error", given, answer => CheckDecode(type, inputs, given, Hex.Parse(answer.GetValue<string>())));
                break;
            default:
                yield return ("event", given, answer => CheckEvent(type, inputs, given, answer));
                break;
        }
    }

    private static JsonArray Given(Seeded random, JsonArray parameters) =>
        new([.. parameters.Select(parameter => AbiValue.Random(random, parameter!))]);

    private static void CheckCall(Type type, object call, JsonArray inputs, JsonArray given, JsonNode answer)
    {
        byte[] encoded = ((IContractCall)call).Encode();
        Assert.Equal(answer.GetValue<string>(), Hex.Format(encoded));
        CheckDecode(type, inputs, given, encoded);
    }

    private static void CheckResult(Type type, object call, JsonArray outputs, JsonArray given, JsonNode answer)
    {
        Type resultType = type.GetInterfaces()
            .Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IContractCall<>))
            .GenericTypeArguments[0];
        object result = Generic(nameof(DecodeResult), resultType).Invoke(null, [call, Hex.Parse(answer.GetValue<string>())])!;
        JsonNode decoded = outputs.Count == 1 ? AbiValue.Json(result, outputs[0]!) : AbiValue.Read(result, outputs);
        AssertSame(outputs.Count == 1 ? given[0]! : given, decoded, type);
    }

    private static void CheckDecode(Type type, JsonArray inputs, JsonArray given, byte[] data)
    {
        MethodInfo method = type.GetMethod("TryDecode")!;
        object? decoded = Generic(nameof(DecodeData), type).Invoke(null, [method, data]);
        AssertSame(given, AbiValue.Read(decoded!, inputs), type);
        data[0] ^= 1;
        Assert.Null(Generic(nameof(DecodeData), type).Invoke(null, [method, data]));
        data[0] ^= 1;
        TargetInvocationException e = Assert.Throws<TargetInvocationException>(() =>
            Generic(nameof(DecodeData), type).Invoke(null, [method, (byte[])[.. data, 0]])
        );
        Assert.IsType<AbiException>(e.InnerException);
    }

    private static void CheckEvent(Type type, JsonArray inputs, JsonArray given, JsonNode answer)
    {
        byte[] topics = [.. answer["topics"]!.AsArray().SelectMany(topic => Hex.Parse(topic!.GetValue<string>()))];
        byte[] data = Hex.Parse(answer["data"]!.GetValue<string>());
        MethodInfo method = type.GetMethod("TryDecode")!;
        object decoded = Generic(nameof(DecodeLog), type).Invoke(null, [method, topics, data])!;
        for (int i = 0; i < inputs.Count; i++)
            if (IsHashed(inputs[i]!))
                Assert.NotNull(type.GetProperty($"{Pascal(inputs[i]!)}Hash"));
            else
                AssertSame(given[i]!, AbiValue.Json(type.GetProperty(Pascal(inputs[i]!))!.GetValue(decoded)!, inputs[i]!), type);
        CheckEventJson(type, decoded, inputs, given);
        Assert.Equal(answer["selector"]!.GetValue<string>(), type.GetProperty("Topic")!.GetValue(null)!.ToString());
        byte[] other = [.. topics];
        other[0] ^= 1;
        Assert.Null(Generic(nameof(DecodeLog), type).Invoke(null, [method, other, data]));
        Assert.Null(Generic(nameof(DecodeLog), type).Invoke(null, [method, (byte[])[.. topics, .. new byte[32]], data]));
    }

    /// <summary>The JSON of an event has the fields' names in the ABI, and no number that a reader could round.</summary>
    private static void CheckEventJson(Type type, object decoded, JsonArray inputs, JsonArray given)
    {
        var buffer = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(buffer))
            type.GetMethod("WriteJson")!.Invoke(decoded, [writer]);
        JsonObject written = JsonNode.Parse(buffer.ToArray())!.AsObject();
        Assert.Equal(inputs.Count, written.Count);
        for (int i = 0; i < inputs.Count; i++)
            if (!IsHashed(inputs[i]!))
                AssertSame(AbiValue.EventJson(inputs[i]!, given[i]!), written[inputs[i]!["name"]!.GetValue<string>()]!, type);
    }

    private static bool IsHashed(JsonNode input) =>
        input["indexed"]!.GetValue<bool>()
        && input["type"]!.GetValue<string>() is var type
        && (type is "string" or "bytes" or "tuple" || type.EndsWith(']'));

    private static string Pascal(JsonNode input) =>
        input["name"]!.GetValue<string>() is var name ? char.ToUpperInvariant(name[0]) + name[1..] : "";

    private static object DecodeResult<T>(object call, byte[] data) => ((IContractCall<T>)call).DecodeResult(data)!;

    private static object? DecodeData<T>(MethodInfo method, byte[] data) =>
        method.CreateDelegate<TryDecodeData<T>>()(data, out T value) ? value : null;

    private static object? DecodeLog<T>(MethodInfo method, byte[] topics, byte[] data) =>
        method.CreateDelegate<TryDecodeLog<T>>()(new LogView(Address.Zero, topics, data), out T value) ? value : null;

    private static MethodInfo Generic(string name, Type type) =>
        typeof(GeneratedCode).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type);

    private static void AssertSame(JsonNode expected, JsonNode actual, Type type) =>
        Assert.True(JsonNode.DeepEquals(expected, actual), $"{type}: expected {expected.ToJsonString()}, decoded {actual.ToJsonString()}");

    private static string CallName(JsonObject item, Dictionary<string, int> overloads)
    {
        string name = item["name"]!.GetValue<string>();
        int count = overloads[name] = overloads.GetValueOrDefault(name) + 1;
        return $"{char.ToUpperInvariant(name[0])}{name[1..]}{(count == 1 ? "" : count)}Call";
    }
}
