using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Aether.Reference;
using Xunit.Abstractions;

namespace Aether.Ethereum.Tests;

/// <summary>EIP-712 against viem on random structs that hold structs and arrays, and on random domains.</summary>
public sealed class Eip712Tests(ITestOutputHelper output)
{
    private const int Cases = 120;
    private static readonly string[] Elementary =
    [
        "address",
        "bool",
        "string",
        "bytes",
        "bytes32",
        "bytes4",
        "uint256",
        "uint96",
        "uint8",
        "int256",
        "int24",
    ];

    [Fact]
    public async Task RandomStructs_HashLikeViem()
    {
        var random = new Seeded(output);
        (JsonObject Question, Bytes32 Struct, Bytes32 Digest)[] cases = [.. Enumerable.Range(0, Cases).Select(_ => Case(random))];
        IReadOnlyList<JsonNode> expected = await ViemReference.AskAsync([.. cases.Select(one => one.Question)]);

        for (int i = 0; i < Cases; i++)
        {
            Assert.Equal(expected[i]["struct"]!.GetValue<string>(), cases[i].Struct.ToString());
            Assert.Equal(expected[i]["digest"]!.GetValue<string>(), cases[i].Digest.ToString());
        }
    }

    [Fact]
    public async Task PersonalMessages_HashLikeViem()
    {
        var random = new Seeded(output);
        byte[][] messages = [.. Enumerable.Range(0, 40).Select(i => random.Bytes(i * 5))];
        IReadOnlyList<string> expected = await ViemReference.AskTextAsync([
            .. messages.Select(message => new JsonObject { ["op"] = "message", ["data"] = Hex.Format(message) }),
        ]);
        for (int i = 0; i < messages.Length; i++)
            Assert.Equal(expected[i], PersonalMessage.Digest(messages[i]).ToString());
    }

    [Fact]
    public void Schema_TypeNotDeclaredOrDeclaredTwice_IsRefused()
    {
        Eip712Schema schema = new Eip712Schema().Add("A", new Eip712Field("B[]", "bs"));
        Assert.Throws<ArgumentException>(() => schema.EncodeType("A"));
        Assert.Throws<ArgumentException>(() => schema.Add("A"));
        Assert.Equal("A(B[] bs)B(uint8 x)", schema.Add("B", new Eip712Field("uint8", "x")).EncodeType("A"));
    }

    private static (JsonObject Question, Bytes32 Struct, Bytes32 Digest) Case(Seeded random)
    {
        // Struct i may hold structs of a higher number: no cycles, several levels.
        string[] names = ["Mail", "Zebra", "Alpha", "Person"];
        var types = new Dictionary<string, Eip712Field[]>(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            int level = i;
            types[names[i]] =
            [
                .. Enumerable
                    .Range(0, 1 + random.Below(5))
                    .Select(field => new Eip712Field(FieldType(random, names[(level + 1)..]), $"f{field}")),
            ];
        }
        var schema = new Eip712Schema();
        foreach ((string name, Eip712Field[] fields) in types)
            schema.Add(name, fields);
        (JsonNode message, Bytes32 hash) = Struct(random, schema, types, names[0]);
        (JsonObject domainJson, Eip712Domain domain) = Domain(random);
        var question = new JsonObject
        {
            ["op"] = "typedData",
            ["domain"] = domainJson,
            ["types"] = new JsonObject(
                types.Select(type =>
                    KeyValuePair.Create(
                        type.Key,
                        (JsonNode?)
                            new JsonArray([
                                .. type.Value.Select(field => (JsonNode)new JsonObject { ["type"] = field.Type, ["name"] = field.Name }),
                            ])
                    )
                )
            ),
            ["primaryType"] = names[0],
            ["message"] = message,
        };
        return (question, hash, domain.Digest(hash));
    }

    private static string FieldType(Seeded random, string[] structs)
    {
        string element =
            structs.Length > 0 && random.Below(3) == 0
                ? structs[random.Below(structs.Length)]
                : Elementary[random.Below(Elementary.Length)];
        return random.Below(4) == 0 ? $"{element}[]" : element;
    }

    private static (JsonNode Json, Bytes32 Hash) Struct(
        Seeded random,
        Eip712Schema schema,
        Dictionary<string, Eip712Field[]> types,
        string name
    )
    {
        var json = new JsonArray();
        var writer = new Eip712StructWriter(schema.TypeHash(name));
        foreach (Eip712Field field in types[name])
            json.Add(Value(random, schema, types, field.Type, writer));
        return (json, writer.Hash());
    }

    private static JsonNode Value(
        Seeded random,
        Eip712Schema schema,
        Dictionary<string, Eip712Field[]> types,
        string type,
        Eip712StructWriter writer
    )
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            Eip712StructWriter elements = Eip712StructWriter.Array();
            var array = new JsonArray([
                .. Enumerable.Range(0, random.Below(4)).Select(_ => Value(random, schema, types, type[..^2], elements)),
            ]);
            writer.WriteWord(elements.Hash());
            return array;
        }
        if (types.ContainsKey(type))
        {
            (JsonNode json, Bytes32 hash) = Struct(random, schema, types, type);
            writer.WriteWord(hash);
            return json;
        }
        switch (type)
        {
            case "address":
                var address = new Address(random.Bytes(20));
                writer.WriteAddress(address);
                return address.ToString();
            case "bool":
                bool truth = random.Coin();
                writer.WriteBool(truth);
                return truth;
            case "string":
                string text = random.Text(30);
                writer.WriteString(text);
                return text;
            case "bytes":
                byte[] bytes = random.Bytes(random.Below(80));
                writer.WriteBytes(bytes);
                return Hex.Format(bytes);
            case "bytes32" or "bytes4":
                byte[] fixedBytes = random.Bytes(int.Parse(type.AsSpan(5), CultureInfo.InvariantCulture));
                writer.WriteFixedBytes(fixedBytes);
                return Hex.Format(fixedBytes);
            case var _ when type[0] == 'u':
                BigInteger number = random.Number(int.Parse(type.AsSpan(4), CultureInfo.InvariantCulture));
                writer.WriteUInt((UInt256)number);
                return number.ToString(CultureInfo.InvariantCulture);
            default:
                BigInteger signed = random.SignedNumber(int.Parse(type.AsSpan(3), CultureInfo.InvariantCulture));
                writer.WriteInt(signed);
                return signed.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static (JsonObject Json, Eip712Domain Domain) Domain(Seeded random)
    {
        string? name = random.Coin() ? random.Text(12) + "n" : null;
        string? version = random.Coin() ? "1" : null;
        UInt256? chainId = name is null || random.Coin() ? (UInt256)(ulong)(1 + random.Below(1 << 20)) : null;
        Address? contract = random.Coin() ? new Address(random.Bytes(20)) : null;
        Bytes32? salt = random.Below(4) == 0 ? new Bytes32(random.Bytes(32)) : null;
        var json = new JsonObject();
        if (name is not null)
            json["name"] = name;
        if (version is not null)
            json["version"] = version;
        if (chainId is not null)
            json["chainId"] = chainId.ToString();
        if (contract is not null)
            json["verifyingContract"] = contract.ToString();
        if (salt is not null)
            json["salt"] = salt.ToString();
        return (json, new Eip712Domain(name, version, chainId, contract, salt));
    }
}
