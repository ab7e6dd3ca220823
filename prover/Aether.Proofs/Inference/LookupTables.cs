using System.Numerics;
using Aether.Inference;

namespace Aether.Proofs;

/// <summary>A, B, h by slot and D, g by row: the lookups of a run as the field sees them.</summary>
/// <remarks>Source: prover/PROOFS.md, Columns, Lookups.</remarks>
internal sealed record LookupTables(Fr[] Values, Fr[] Remainders, Fr[] Lookups, Fr[] Rows, Fr[] TableLookups)
{
    public static LookupTables Of(ProofPlan plan, LookupEquation equation, IReadOnlyDictionary<Column, Fr[]> columns, ProofEngine engine)
    {
        int slots = 1 << plan.SlotLog;
        int[] valueIds = new int[slots];
        int[] rangeIds = new int[slots];
        foreach (Air8Operator op in plan.Blocks)
        {
            valueIds.AsSpan((int)op.SlotOffset, (int)op.Shape.FrameCount).Fill(plan.Table.ValuesOf(op).Id);
            rangeIds.AsSpan((int)op.SlotOffset, (int)op.Shape.FrameCount).Fill(1 + op.Shift);
        }
        Fr[] values = new Fr[slots];
        Fr[] remainders = new Fr[slots];
        for (int i = 0; i < slots; i++)
        {
            values[i] = equation.OfValue(valueIds[i], columns[Column.Values][i], columns[Column.Results][i]);
            remainders[i] = equation.OfRemainder(rangeIds[i], columns[Column.Remainders][i]);
        }
        Fr[] rows = new Fr[1 << plan.Table.Log];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = equation.OfValue(0, 0, columns[Column.Table][i]);
        foreach (TableBlock block in plan.Table.Blocks)
        {
            for (int i = 0; i < 1 << block.Log; i++)
                rows[block.Offset + i] = equation.OfValue(block.Id, block.First + i, columns[Column.Table][block.Offset + i]);
        }
        Fr[] lookups = Inverse(values, engine);
        Fr[] ofRemainders = Inverse(remainders, engine);
        for (int i = 0; i < slots; i++)
            lookups[i] += ofRemainders[i];
        Fr[] tableLookups = Inverse(rows, engine);
        for (int i = 0; i < rows.Length; i++)
            tableLookups[i] *= columns[Column.Counts][i];
        return new LookupTables(values, remainders, lookups, rows, tableLookups);
    }

    /// <summary>The second sumcheck.</summary>
    /// <param name="counts">M.</param>
    /// <param name="tau">A word for every round.</param>
    public LookupSumcheck Sumcheck(Fr[] counts, ReadOnlySpan<Fr> tau, Fr mu, ProofEngine engine, int threads)
    {
        Fr square = mu * mu;
        Fr[] slots = MultilinearTable.EqTable(tau[..BitOperations.Log2((uint)Values.Length)], Fr.One, engine.Field);
        Fr[] rows = MultilinearTable.EqTable(tau[..BitOperations.Log2((uint)Rows.Length)], mu, engine.Field);
        return new LookupSumcheck(
            4,
            engine.Lookups(new SlotSide(slots, Lookups, Values, Remainders, square), threads),
            engine.Lookups(new RowSide(rows, TableLookups, Rows, counts, -square), threads)
        );
    }

    private static Fr[] Inverse(Fr[] values, ProofEngine engine)
    {
        Fr[] inverses = (Fr[])values.Clone();
        engine.Invert(inverses);
        return inverses;
    }
}
