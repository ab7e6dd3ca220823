using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Aether.Reference;

namespace Aether.Ethereum.Tests;

/// <summary>A random type with a random value: as JSON for viem, and written and read with ours.</summary>
internal sealed class AbiSample
{
    private readonly List<AbiSample> _parts = [];
    private object? _plain;

    private AbiSample(string type) => Type = type;

    public string Type { get; }

    private bool IsTuple => Type == "tuple";

    private bool IsArray => Type.EndsWith("[]", StringComparison.Ordinal);

    private bool IsFixedArray => Type.EndsWith(']') && !IsArray;

    private bool IsDynamic =>
        IsArray
        || Type is "bytes" or "string"
        || ((IsTuple || IsFixedArray) && (_parts.Any(part => part.IsDynamic) || _element is { IsDynamic: true }));

    private int Inline => IsTuple || IsFixedArray ? _parts.Sum(part => part.Head) : 32;

    public int Head => IsDynamic ? 32 : Inline;

    /// <summary>A value of the element's type, kept for arrays that are empty.</summary>
    private AbiSample? _element;

    public static AbiSample Make(Seeded random, int depth)
    {
        int choice = random.Below(depth > 0 ? 13 : 9);
        switch (choice)
        {
            case 9 or 10:
            {
                var tuple = new AbiSample("tuple");
                for (int i = 1 + random.Below(4); i > 0; i--)
                    tuple._parts.Add(Make(random, depth - 1));
                return tuple;
            }
            case 11 or 12:
            {
                AbiSample element = Make(random, depth - 1);
                int count = random.Below(4);
                var array = new AbiSample(
                    choice == 11 ? $"{element.Type}[]" : string.Create(CultureInfo.InvariantCulture, $"{element.Type}[{count + 1}]")
                )
                {
                    _element = element,
                };
                for (int i = choice == 11 ? count : count + 1; i > 0; i--)
                    array._parts.Add(element.Again(random));
                return array;
            }
            default:
                return new AbiSample(Elementary(random, choice)).WithValue(random);
        }
    }

    /// <summary>Another value of the same type.</summary>
    private AbiSample Again(Seeded random)
    {
        var sample = new AbiSample(Type) { _element = _element };
        if (_parts.Count == 0 && !IsArray)
            return sample.WithValue(random);
        int count = IsArray ? random.Below(4) : _parts.Count;
        for (int i = 0; i < count; i++)
            sample._parts.Add((_element ?? _parts[i]).Again(random));
        return sample;
    }

    /// <summary>The parameter as an ABI file has it.</summary>
    public JsonObject Parameter(string name = "")
    {
        var parameter = new JsonObject { ["name"] = name, ["type"] = Type };
        AbiSample innermost = this;
        while (innermost._element is { } element)
            innermost = element;
        if (innermost.IsTuple)
            parameter["components"] = new JsonArray([.. innermost._parts.Select((part, i) => (JsonNode)part.Parameter($"f{i}"))]);
        return parameter;
    }

    /// <summary>The value as viem is told it.</summary>
    public JsonNode Json() =>
        _plain switch
        {
            null => new JsonArray([.. _parts.Select(part => part.Json())]),
            BigInteger number => number.ToString(CultureInfo.InvariantCulture),
            byte[] bytes => Hex.Format(bytes),
            bool truth => truth,
            Address address => address.ToString(),
            string text => text,
            _ => throw new InvalidOperationException(),
        };

    public void Write(AbiWriter writer)
    {
        switch (_plain)
        {
            case BigInteger number when Type[0] == 'u':
                writer.WriteUInt((UInt256)number, Bits);
                break;
            case BigInteger number:
                writer.WriteInt(number, Bits);
                break;
            case byte[] bytes when Type == "bytes":
                writer.WriteBytes(bytes);
                break;
            case byte[] bytes:
                writer.WriteFixedBytes(bytes, bytes.Length);
                break;
            case bool truth:
                writer.WriteBool(truth);
                break;
            case Address address:
                writer.WriteAddress(address);
                break;
            case string text:
                writer.WriteString(text);
                break;
            default:
                if (IsArray)
                    writer.BeginArray(_parts.Count, _element!.Head);
                else if (IsDynamic)
                    writer.BeginDynamic(Inline);
                foreach (AbiSample part in _parts)
                    part.Write(writer);
                if (IsDynamic)
                    writer.End();
                break;
        }
    }

    /// <summary>Reads a value of this type from the reader, back into what viem would be told.</summary>
    public JsonNode Read(ref AbiReader reader)
    {
        if (_plain is not null)
            return ReadPlain(ref reader);
        if (IsArray)
        {
            AbiReader inner = reader.BeginArray(_element!.Head, out int count);
            var elements = new JsonArray();
            for (int i = 0; i < count; i++)
                elements.Add(_element.Read(ref inner));
            reader.End(inner);
            return elements;
        }
        if (!IsDynamic)
            return ReadParts(ref reader);
        AbiReader frame = reader.BeginDynamic(Inline);
        JsonNode parts = ReadParts(ref frame);
        reader.End(frame);
        return parts;
    }

    private int Bits => int.Parse(Type.AsSpan(Type.IndexOf('t', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);

    private JsonArray ReadParts(ref AbiReader reader)
    {
        var parts = new JsonArray();
        foreach (AbiSample part in _parts)
            parts.Add(part.Read(ref reader));
        return parts;
    }

    private JsonNode ReadPlain(ref AbiReader reader) =>
        _plain switch
        {
            BigInteger when Type[0] == 'u' => reader.ReadUInt(Bits).ToString(),
            BigInteger => reader.ReadInt(Bits).ToString(CultureInfo.InvariantCulture),
            byte[] when Type == "bytes" => Hex.Format(reader.ReadBytes()),
            byte[] bytes => Hex.Format(reader.ReadFixedBytes(bytes.Length)),
            bool => reader.ReadBool(),
            Address => reader.ReadAddress().ToString(),
            _ => reader.ReadString(),
        };

    private AbiSample WithValue(Seeded random)
    {
        _plain = Type switch
        {
            "bool" => random.Coin(),
            "address" => new Address(random.Bytes(20)),
            "bytes" => random.Bytes(random.Below(100)),
            "string" => random.Text(40),
            _ when Type.StartsWith("bytes", StringComparison.Ordinal) => random.Bytes(
                int.Parse(Type.AsSpan(5), CultureInfo.InvariantCulture)
            ),
            _ when Type[0] == 'u' => random.Number(Bits),
            _ => random.SignedNumber(Bits),
        };
        return this;
    }

    private static string Elementary(Seeded random, int choice) =>
        choice switch
        {
            0 => "bool",
            1 => "address",
            2 => "bytes",
            3 => "string",
            4 => string.Create(CultureInfo.InvariantCulture, $"bytes{1 + random.Below(32)}"),
            5 => string.Create(CultureInfo.InvariantCulture, $"int{8 * (1 + random.Below(32))}"),
            6 => "uint256",
            _ => string.Create(CultureInfo.InvariantCulture, $"uint{8 * (1 + random.Below(32))}"),
        };
}
