namespace Aether.Proofs;

/// <summary>The columns of one proof and their logarithms, in the order of message 9.</summary>
internal static class ColumnSet
{
    public static IReadOnlyList<(Column Column, int Log)> Of(ProofPlan plan, InferenceStatement statement)
    {
        List<(Column, int)> columns = [(Column.Weights, plan.WeightLog), (Column.Table, plan.Table.Log)];
        if (statement.IsInputByPoint)
            columns.Add((Column.Input, plan.Model.InputShape.FrameLog));
        if (statement.IsCiphertextByPoint)
            columns.Add((Column.Ciphertext, plan.Model.OutputShape.FrameLog));
        columns.AddRange([
            (Column.Results, plan.SlotLog),
            (Column.Values, plan.SlotLog),
            (Column.Remainders, plan.SlotLog),
            (Column.Counts, plan.Table.Log),
            (Column.Lookups, plan.SlotLog),
            (Column.TableLookups, plan.Table.Log),
        ]);
        return columns;
    }
}
