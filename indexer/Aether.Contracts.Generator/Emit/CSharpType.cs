using System;

namespace Aether.Contracts.Generator;

/// <summary>How a type of the ABI is held, read and written in C#.</summary>
internal static class CSharpType
{
    private const string Ethereum = "global::Aether.Ethereum";

    public static string Name(AbiType type) =>
        type.Kind switch
        {
            AbiKind.UInt => UInt(type.Size),
            AbiKind.Int => Int(type.Size),
            AbiKind.Bool => "bool",
            AbiKind.Address => $"{Ethereum}.Address",
            AbiKind.FixedBytes when type.Size == 32 => $"{Ethereum}.Bytes32",
            AbiKind.FixedBytes or AbiKind.Bytes => "byte[]",
            AbiKind.String => "string",
            AbiKind.Tuple => $"global::Aether.Contracts.{type.Tuple!.Name}",
            _ => $"{Name(type.Element!)}[]",
        };

    /// <summary>An expression that reads the next value of the reader named <paramref name="reader"/>.</summary>
    public static string Read(AbiType type, string reader)
    {
        switch (type.Kind)
        {
            case AbiKind.UInt when type.Size <= 64:
                return Invariant($"({UInt(type.Size)}){reader}.ReadUInt64({type.Size})");
            case AbiKind.UInt when type.Size <= 128:
                return Invariant($"{reader}.ReadUInt128({type.Size})");
            case AbiKind.UInt:
                return Invariant($"{reader}.ReadUInt({type.Size})");
            case AbiKind.Int when type.Size <= 64:
                return Invariant($"({Int(type.Size)}){reader}.ReadInt64({type.Size})");
            case AbiKind.Int:
                return Invariant($"{reader}.ReadInt({type.Size})");
            case AbiKind.Bool:
                return $"{reader}.ReadBool()";
            case AbiKind.Address:
                return $"{reader}.ReadAddress()";
            case AbiKind.FixedBytes when type.Size == 32:
                return $"{reader}.ReadBytes32()";
            case AbiKind.FixedBytes:
                return Invariant($"{reader}.ReadFixedBytes({type.Size}).ToArray()");
            case AbiKind.Bytes:
                return $"{reader}.ReadBytes().ToArray()";
            case AbiKind.String:
                return $"{reader}.ReadString()";
            case AbiKind.Tuple when type.IsDynamic:
                return Invariant($"{Ethereum}.AbiSequence.ReadDynamic(ref {reader}, {type.InlineBytes}, {Name(type)}.Read)");
            case AbiKind.Tuple:
                return $"{Name(type)}.Read(ref {reader})";
        }
        string element = $"static (ref {Ethereum}.AbiReader element) => {Read(type.Element!, "element")}";
        if (type.Kind == AbiKind.Array)
            return Invariant($"{Ethereum}.AbiSequence.ReadArray(ref {reader}, {type.Element!.HeadBytes}, {element})");
        return type.IsDynamic
            ? Invariant($"{Ethereum}.AbiSequence.ReadDynamicFixedArray(ref {reader}, {type.Size}, {type.InlineBytes}, {element})")
            : Invariant($"{Ethereum}.AbiSequence.ReadFixedArray(ref {reader}, {type.Size}, {element})");
    }

    /// <summary>An expression that writes <paramref name="value"/> to the writer named <paramref name="writer"/>.</summary>
    public static string Write(AbiType type, string writer, string value)
    {
        switch (type.Kind)
        {
            case AbiKind.UInt:
                return Invariant($"{writer}.WriteUInt({value}, {type.Size})");
            case AbiKind.Int:
                return Invariant($"{writer}.WriteInt({value}, {type.Size})");
            case AbiKind.Bool:
                return $"{writer}.WriteBool({value})";
            case AbiKind.Address:
                return $"{writer}.WriteAddress({value})";
            case AbiKind.FixedBytes when type.Size == 32:
                return $"{writer}.WriteBytes32({value})";
            case AbiKind.FixedBytes:
                return Invariant($"{writer}.WriteFixedBytes({value}, {type.Size})");
            case AbiKind.Bytes:
                return $"{writer}.WriteBytes({value})";
            case AbiKind.String:
                return $"{writer}.WriteString({value})";
            case AbiKind.Tuple when type.IsDynamic:
                return Invariant(
                    $"{Ethereum}.AbiSequence.WriteDynamic({writer}, {type.InlineBytes}, {value}, static (inner, item) => item.Write(inner))"
                );
            case AbiKind.Tuple:
                return $"{value}.Write({writer})";
        }
        string element = $"static (inner, item) => {Write(type.Element!, "inner", "item")}";
        if (type.Kind == AbiKind.Array)
            return Invariant($"{Ethereum}.AbiSequence.WriteArray({writer}, {type.Element!.HeadBytes}, {value}, {element})");
        return type.IsDynamic
            ? Invariant($"{Ethereum}.AbiSequence.WriteDynamicFixedArray({writer}, {type.Size}, {type.InlineBytes}, {value}, {element})")
            : Invariant($"{Ethereum}.AbiSequence.WriteFixedArray({writer}, {type.Size}, {value}, {element})");
    }

    /// <summary>A statement that writes <paramref name="value"/> as JSON to the writer named <paramref name="writer"/>.</summary>
    public static string WriteJson(AbiType type, string writer, string value)
    {
        const string json = "global::Aether.Contracts.EventJson";
        return type.Kind switch
        {
            AbiKind.Tuple => $"{value}.WriteJson({writer})",
            AbiKind.Array or AbiKind.FixedArray =>
                $"{json}.WriteArray({writer}, {value}, static (inner, item) => {WriteJson(type.Element!, "inner", "item")})",
            _ => $"{json}.Write({writer}, {value})",
        };
    }

    private static string UInt(int bits) =>
        bits switch
        {
            <= 8 => "byte",
            <= 16 => "ushort",
            <= 32 => "uint",
            <= 64 => "ulong",
            <= 128 => "global::System.UInt128",
            _ => $"{Ethereum}.UInt256",
        };

    private static string Int(int bits) =>
        bits switch
        {
            <= 8 => "sbyte",
            <= 16 => "short",
            <= 32 => "int",
            <= 64 => "long",
            _ => "global::System.Numerics.BigInteger",
        };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
