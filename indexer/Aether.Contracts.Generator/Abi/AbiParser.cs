using System.Collections.Generic;
using System.Linq;

namespace Aether.Contracts.Generator;

/// <summary>Turns the JSON of one contract's ABI into its model.</summary>
internal static class AbiParser
{
    public static AbiContract Parse(string contract, string text)
    {
        if (Json.Parse(text) is not List<object?> items)
            throw new AbiFormatException("An ABI is an array.");
        return new AbiContract(contract, [.. items.Select(Entry).OfType<AbiEntry>()]);
    }

    /// <summary>Null for what needs no code: constructors, receive, fallback and anonymous events.</summary>
    private static AbiEntry? Entry(object? item)
    {
        if (item is not Dictionary<string, object?> entry)
            throw new AbiFormatException("An entry of an ABI is an object.");
        AbiEntryKind? kind = Text(entry, "type") switch
        {
            "function" => AbiEntryKind.Function,
            "event" when entry.TryGetValue("anonymous", out object? anonymous) && anonymous is true => null,
            "event" => AbiEntryKind.Event,
            "error" => AbiEntryKind.Error,
            "constructor" or "receive" or "fallback" => null,
            string other => throw new AbiFormatException($"An entry of type {other} is not supported."),
        };
        return kind is { } known ? new AbiEntry(known, Text(entry, "name"), Fields(entry, "inputs"), Fields(entry, "outputs")) : null;
    }

    private static List<AbiField> Fields(Dictionary<string, object?> owner, string name) =>
        owner.TryGetValue(name, out object? value) && value is List<object?> items ? [.. items.Select(Field)] : [];

    private static AbiField Field(object? item)
    {
        if (item is not Dictionary<string, object?> field)
            throw new AbiFormatException("A parameter of an ABI is an object.");
        string type = Text(field, "type");
        string internalType = field.TryGetValue("internalType", out object? named) && named is string text ? text : type;
        bool indexed = field.TryGetValue("indexed", out object? flag) && flag is true;
        return new AbiField(Text(field, "name"), AbiType.Parse(type, internalType, Fields(field, "components")), internalType, indexed);
    }

    private static string Text(Dictionary<string, object?> owner, string name) =>
        owner.TryGetValue(name, out object? value) && value is string text ? text : throw new AbiFormatException($"'{name}' is missing.");
}
