namespace Aether.Proofs;

/// <summary>The columns of one proof, in the order of message 9.</summary>
internal static class ColumnSet
{
    /// <summary>Without those of an input or ciphertext that both sides know.</summary>
    public static IReadOnlyList<Column> Of(InferenceStatement statement)
    {
        List<Column> columns = [Column.Weights, Column.Table];
        if (statement.IsInputByPoint)
            columns.Add(Column.Input);
        if (statement.IsCiphertextByPoint)
            columns.Add(Column.Ciphertext);
        columns.AddRange([Column.Results, Column.Values, Column.Remainders, Column.Counts, Column.Lookups, Column.TableLookups]);
        return columns;
    }
}
