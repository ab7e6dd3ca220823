using System.Buffers.Binary;

namespace Aether.Inference;

/// <summary>Contents of the tables: no -128, exponentials that leave every softmax a positive sum.</summary>
/// <remarks>Source: prover/AIR8.md, rules T-01, T-02 and G-18.</remarks>
internal static class TableChecker
{
    /// <summary>Entries of an exponential table.</summary>
    public const int ExpEntries = 256;

    // Row 0 is -128, which does not exist; row 1 is -127, what a mask writes.
    private const int MaskRows = 2;
    private const byte Masked = 0x01;

    public static void Check(GraphHeader header, ReadOnlySpan<byte> tables)
    {
        int lutBytes = header.LutCount * GraphHeader.LutSize;
        int position = tables[..lutBytes].IndexOf((byte)0);
        Air8RefusedException.Require(
            position < 0,
            Air8Rule.LutByte,
            $"table {position / GraphHeader.LutSize} maps {position % GraphHeader.LutSize - 32768} to -128"
        );
        for (int exp = 0; exp < header.ExpCount; exp++)
        {
            ReadOnlySpan<byte> table = tables.Slice(lutBytes + exp * GraphHeader.ExpSize, GraphHeader.ExpSize);
            for (int row = 0; row < ExpEntries; row++)
            {
                ushort value = BinaryPrimitives.ReadUInt16BigEndian(table[(2 * row)..]);
                Air8RefusedException.Require(
                    row < MaskRows == (value == 0),
                    Air8Rule.ExpRows,
                    $"exponential table {exp} maps {row - 128} to {value}; -127 alone gives 0"
                );
            }
        }
    }

    /// <summary>What a softmax sums was made with a table that never gives -127: a row holds a key that no mask hides, and it counts.</summary>
    public static void CheckSoftmax(IReadOnlyList<Air8Operator> operators, ReadOnlySpan<byte> tables)
    {
        Dictionary<int, bool> known = [];
        for (int id = 0; id < operators.Count; id++)
        {
            if (operators[id].Opcode != Air8Opcode.Exp)
                continue;
            Air8Operator source = operators[operators[id].Inputs[0]];
            if (source.Opcode == Air8Opcode.CausalMask)
                source = operators[source.Inputs[0]];
            bool named = OpcodeTraits.Of(source.Opcode).Table == TableKind.Lut;
            if (named && !known.ContainsKey(source.Table))
                known[source.Table] = !tables.Slice(source.Table * GraphHeader.LutSize, GraphHeader.LutSize).Contains(Masked);
            Air8RefusedException.Require(
                named && known[source.Table],
                Air8Rule.SoftmaxSum,
                $"operator {id}: Exp of {source.Opcode}, which may give -127 everywhere: the sum of a softmax could be 0"
            );
        }
    }
}
