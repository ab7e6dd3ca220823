using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Aether.Ethereum;
using Aether.Reference;

namespace Aether.Contracts.Tests;

/// <summary>Values of ABI parameters: random ones as viem is told them, and the same as the generated types hold them.</summary>
internal static class AbiValue
{
    public static JsonNode Random(Seeded random, JsonNode parameter)
    {
        string type = Text(parameter, "type");
        if (type.EndsWith(']'))
        {
            string size = type[(type.LastIndexOf('[') + 1)..^1];
            int count = size.Length == 0 ? random.Below(4) : int.Parse(size, CultureInfo.InvariantCulture);
            JsonNode element = Element(parameter);
            return new JsonArray([.. Enumerable.Range(0, count).Select(_ => Random(random, element))]);
        }
        return type switch
        {
            "tuple" => new JsonArray([.. parameter["components"]!.AsArray().Select(field => Random(random, field!))]),
            "bool" => random.Coin(),
            "address" => new Address(random.Bytes(20)).ToString(),
            "string" => random.Text(40),
            "bytes" => Hex.Format(random.Bytes(random.Below(100))),
            _ when type.StartsWith("bytes", StringComparison.Ordinal) => Hex.Format(random.Bytes(Width(type))),
            _ when type[0] == 'u' => random.Number(Width(type)).ToString(CultureInfo.InvariantCulture),
            _ => random.SignedNumber(Width(type)).ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>An instance of a generated struct whose properties have the parameters' names.</summary>
    public static object Build(Type type, JsonArray parameters, JsonArray given)
    {
        object instance = Activator.CreateInstance(type)!;
        for (int i = 0; i < parameters.Count; i++)
        {
            System.Reflection.PropertyInfo property = Property(type, parameters[i]!, i);
            property.SetValue(instance, Convert(property.PropertyType, parameters[i]!, given[i]!));
        }
        return instance;
    }

    /// <summary>The inverse of <see cref="Build"/>.</summary>
    public static JsonArray Read(object instance, JsonArray parameters) =>
        new([.. parameters.Select((parameter, i) => Json(Property(instance.GetType(), parameter!, i).GetValue(instance)!, parameter!))]);

    public static JsonNode Json(object value, JsonNode parameter) =>
        value switch
        {
            byte[] bytes when !IsArray(parameter) => Hex.Format(bytes),
            Array array => new JsonArray([.. array.Cast<object>().Select(element => Json(element, Element(parameter)))]),
            bool truth => truth,
            string text => text,
            _ when Text(parameter, "type") == "tuple" => Read(value, parameter["components"]!.AsArray()),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };

    /// <summary>A value as the JSON of events has it: tuples by their fields' names, numbers of at most 32 bits as numbers.</summary>
    public static JsonNode EventJson(JsonNode parameter, JsonNode given)
    {
        string type = Text(parameter, "type");
        if (IsArray(parameter))
            return new JsonArray([.. given.AsArray().Select(element => EventJson(Element(parameter), element!))]);
        if (type == "tuple")
            return new JsonObject(
                parameter["components"]!
                    .AsArray()
                    .Zip(given.AsArray(), (field, value) => KeyValuePair.Create(Text(field!, "name"), (JsonNode?)EventJson(field!, value!)))
            );
        if (type == "string")
            return given.GetValue<string>().Replace('\0', '\uFFFD');
        bool isNumber = type.StartsWith("uint", StringComparison.Ordinal) || type.StartsWith("int", StringComparison.Ordinal);
        return isNumber && Width(type) <= 32 ? JsonNode.Parse(given.GetValue<string>())! : given.DeepClone();
    }

    public static object Convert(Type type, JsonNode parameter, JsonNode given)
    {
        if (Text(parameter, "type") == "tuple")
            return Build(type, parameter["components"]!.AsArray(), given.AsArray());
        if (IsArray(parameter))
        {
            JsonArray elements = given.AsArray();
            var array = Array.CreateInstance(type.GetElementType()!, elements.Count);
            for (int i = 0; i < elements.Count; i++)
                array.SetValue(Convert(type.GetElementType()!, Element(parameter), elements[i]!), i);
            return array;
        }
        return Plain(type, given);
    }

    /// <summary>A value that is no tuple and no array.</summary>
    public static object Plain(Type type, JsonNode given)
    {
        if (type == typeof(bool))
            return given.GetValue<bool>();
        string text = given.GetValueKind() == System.Text.Json.JsonValueKind.Number ? given.ToJsonString() : given.GetValue<string>();
        if (type == typeof(string))
            return text;
        if (type == typeof(byte[]))
            return Hex.Parse(text);
        if (type == typeof(Address))
            return Address.Parse(text);
        if (type == typeof(Bytes32))
            return Bytes32.Parse(text);
        if (type == typeof(UInt256))
            return UInt256.Parse(text);
        if (type == typeof(UInt128))
            return UInt128.Parse(text, CultureInfo.InvariantCulture);
        return type == typeof(BigInteger)
            ? BigInteger.Parse(text, CultureInfo.InvariantCulture)
            : System.Convert.ChangeType(text, type, CultureInfo.InvariantCulture);
    }

    private static System.Reflection.PropertyInfo Property(Type type, JsonNode parameter, int index)
    {
        string name = Text(parameter, "name").TrimStart('_');
        name = name.Length == 0 ? $"Arg{index}" : char.ToUpperInvariant(name[0]) + name[1..];
        return type.GetProperty(name) ?? throw new InvalidOperationException($"{type} has no property {name}.");
    }

    /// <summary>Of elements, that is: uint8[] is held in a byte array as bytes are.</summary>
    private static bool IsArray(JsonNode parameter) => Text(parameter, "type").EndsWith(']');

    private static JsonObject Element(JsonNode parameter)
    {
        JsonObject element = parameter.DeepClone().AsObject();
        string type = Text(element, "type");
        element["type"] = type[..type.LastIndexOf('[')];
        return element;
    }

    private static int Width(string type) =>
        int.Parse(type.AsSpan(type.IndexOfAny(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])), CultureInfo.InvariantCulture);

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
