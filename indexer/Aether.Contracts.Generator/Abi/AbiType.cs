using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Aether.Contracts.Generator;

internal enum AbiKind
{
    UInt,
    Int,
    Bool,
    Address,
    FixedBytes,
    Bytes,
    String,
    Tuple,
    Array,
    FixedArray,
}

/// <summary>A type of the ABI, with what follows from it.</summary>
internal sealed class AbiType
{
    private const int WordBytes = 32;
    private const int ArrayLengthMax = 1024;

    public AbiKind Kind { get; private set; }

    /// <summary>Bits of a number, bytes of fixed bytes, elements of a fixed array.</summary>
    public int Size { get; private set; }

    public AbiType? Element { get; private set; }

    /// <summary>The struct's name and fields.</summary>
    public AbiTuple? Tuple { get; private set; }

    public bool IsDynamic =>
        Kind switch
        {
            AbiKind.Bytes or AbiKind.String or AbiKind.Array => true,
            AbiKind.FixedArray => Element!.IsDynamic,
            AbiKind.Tuple => Tuple!.Fields.Any(part => part.Type.IsDynamic),
            _ => false,
        };

    /// <summary>Bytes in the frame that holds the value.</summary>
    public int HeadBytes => IsDynamic ? WordBytes : InlineBytes;

    /// <summary>Bytes of the heads of the value's own parts.</summary>
    public int InlineBytes =>
        Kind switch
        {
            AbiKind.Tuple => Tuple!.Fields.Sum(part => part.Type.HeadBytes),
            AbiKind.FixedArray => Size * Element!.HeadBytes,
            _ => WordBytes,
        };

    /// <summary>As it stands in signatures.</summary>
    public string Canonical =>
        Kind switch
        {
            AbiKind.UInt => Invariant($"uint{Size}"),
            AbiKind.Int => Invariant($"int{Size}"),
            AbiKind.Bool => "bool",
            AbiKind.Address => "address",
            AbiKind.FixedBytes => Invariant($"bytes{Size}"),
            AbiKind.Bytes => "bytes",
            AbiKind.String => "string",
            AbiKind.Tuple => $"({string.Join(",", Tuple!.Fields.Select(part => part.Type.Canonical))})",
            AbiKind.Array => $"{Element!.Canonical}[]",
            _ => Invariant($"{Element!.Canonical}[{Size}]"),
        };

    /// <param name="type">As the ABI spells it.</param>
    /// <param name="internalType">As Solidity spells it; names the structs.</param>
    /// <param name="components">The fields of a tuple.</param>
    public static AbiType Parse(string type, string internalType, IReadOnlyList<AbiField> components)
    {
        if (type.EndsWith("]", StringComparison.Ordinal))
        {
            int open = type.LastIndexOf('[');
            int internalOpen = internalType.LastIndexOf('[');
            AbiType element = Parse(
                type.Substring(0, open),
                internalOpen < 0 ? internalType : internalType.Substring(0, internalOpen),
                components
            );
            string size = type.Substring(open + 1, type.Length - open - 2);
            if (size.Length == 0)
                return new AbiType { Kind = AbiKind.Array, Element = element };
            return
                int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length is > 0 and <= ArrayLengthMax
                ? new AbiType
                {
                    Kind = AbiKind.FixedArray,
                    Element = element,
                    Size = length,
                }
                : throw new AbiFormatException($"The array length of {type} is not between 1 and {ArrayLengthMax}.");
        }
        switch (type)
        {
            case "bool":
                return new AbiType { Kind = AbiKind.Bool };
            case "address":
                return new AbiType { Kind = AbiKind.Address };
            case "bytes":
                return new AbiType { Kind = AbiKind.Bytes };
            case "string":
                return new AbiType { Kind = AbiKind.String };
            case "tuple":
                return new AbiType { Kind = AbiKind.Tuple, Tuple = new AbiTuple(StructName(internalType), components) };
        }
        if (Width(type, "uint", 8, 256, 8) is { } bits)
            return new AbiType { Kind = AbiKind.UInt, Size = bits };
        if (Width(type, "int", 8, 256, 8) is { } signedBits)
            return new AbiType { Kind = AbiKind.Int, Size = signedBits };
        if (Width(type, "bytes", 1, 32, 1) is { } bytes)
            return new AbiType { Kind = AbiKind.FixedBytes, Size = bytes };
        throw new AbiFormatException($"The type {type} is not supported.");
    }

    private static int? Width(string type, string prefix, int min, int max, int step) =>
        type.StartsWith(prefix, StringComparison.Ordinal)
        && int.TryParse(type.Substring(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int width)
        && width >= min
        && width <= max
        && width % step == 0
            ? width
            : null;

    /// <summary>"struct Request" and "struct IMarket.Request" are both Request.</summary>
    private static string StructName(string internalType)
    {
        if (!internalType.StartsWith("struct ", StringComparison.Ordinal))
            throw new AbiFormatException($"A tuple needs an internalType 'struct Name', not '{internalType}'.");
        return internalType.Substring(internalType.LastIndexOfAny([' ', '.']) + 1);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
