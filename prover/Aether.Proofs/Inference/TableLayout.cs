using Aether.Inference;

namespace Aether.Proofs;

/// <summary>What a block of the table column looks up.</summary>
public enum TableKind
{
    /// <summary>int16 to int8: 2^16 rows.</summary>
    Lut,

    /// <summary>The int8 values: 2^8 rows.</summary>
    Int8,

    /// <summary>The remainders of a shift: 2^s rows.</summary>
    Range,
}

/// <summary>A block of the table column.</summary>
/// <param name="Number">LUT id, or shift; 0 for int8.</param>
/// <param name="Id">What lookups name it by.</param>
/// <param name="First">Input of row 0; row i has First + i.</param>
public readonly record struct TableBlock(TableKind Kind, int Number, int Id, int Log, long Offset, int First);

/// <summary>The rows (id, in, out) that lookups may hit. Only out is a column; id and in follow from the blocks.</summary>
/// <remarks>Source: prover/PROOFS.md, Columns; prover/AIR8.md, Columns of a proof.</remarks>
public sealed class TableLayout
{
    private const int LutLog = 16;
    private const int Int8Log = 8;
    private const int Int8Id = 18;
    private const int FirstLutId = 32;

    private TableLayout(IReadOnlyList<TableBlock> blocks, int log) => (Blocks, Log) = (blocks, log);

    public IReadOnlyList<TableBlock> Blocks { get; }

    /// <summary>Logarithm of the column: nT. There is a row of no block.</summary>
    public int Log { get; }

    /// <summary>Block of the values that an operator's result is looked up in.</summary>
    public TableBlock ValuesOf(Air8Operator op) =>
        op.Opcode == Air8Opcode.Input ? Blocks.First(block => block.Kind == TableKind.Int8) : Blocks[op.Table];

    /// <summary>Block of the remainders of a shift.</summary>
    public TableBlock RangeOf(int shift) => Blocks.First(block => block.Kind == TableKind.Range && block.Number == shift);

    internal static TableLayout Of(Air8Model model, IEnumerable<int> shifts)
    {
        List<(TableKind Kind, int Number, int Id, int Log, int First)> rows = [];
        for (int t = 0; t < model.Header.LutCount; t++)
            rows.Add((TableKind.Lut, t, FirstLutId + t, LutLog, short.MinValue));
        rows.Add((TableKind.Int8, 0, Int8Id, Int8Log, -128));
        rows.AddRange(shifts.Distinct().Order().Select(shift => (TableKind.Range, shift, 1 + shift, shift, 0)));
        (long[] offsets, long total) = BlockPacking.Pack([.. rows.Select(row => row.Log)]);
        int log = 0;
        while (1L << log <= total)
            log++;
        return new TableLayout(
            [.. rows.Select((row, i) => new TableBlock(row.Kind, row.Number, row.Id, row.Log, offsets[i], row.First))],
            log
        );
    }

    /// <summary>The column T: out of every row.</summary>
    internal sbyte[] Outputs(Air8Model model)
    {
        sbyte[] column = new sbyte[1 << Log];
        foreach (TableBlock block in Blocks)
        {
            int offset = (int)block.Offset;
            for (int row = 0; row < 1 << block.Log; row++)
            {
                column[offset + row] = block.Kind switch
                {
                    TableKind.Lut => (sbyte)(model.Tables.Span[(block.Number * GraphHeader.LutSize) + row] - 128),
                    TableKind.Int8 => (sbyte)Math.Max(row - 128, -127),
                    _ => 0,
                };
            }
        }
        return column;
    }
}
