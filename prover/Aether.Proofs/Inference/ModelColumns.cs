namespace Aether.Proofs;

/// <summary>The columns that a model is registered with: its weights and its tables.</summary>
/// <remarks>Source: prover/PROOFS.md, Columns.</remarks>
internal static class ModelColumns
{
    private static readonly Fr[] CodeValues = [.. Enumerable.Range(0, 256).Select(code => (Fr)(code - 128))];

    public static Fr[] Weights(ProofPlan plan) => Codes(plan.Model.Weights.Span, 1 << plan.WeightLog);

    public static Fr[] Table(ProofPlan plan) => Array.ConvertAll(plan.Table.Outputs(plan.Model), value => (Fr)value);

    /// <summary>Values of excess-128 codes.</summary>
    public static Fr[] Codes(ReadOnlySpan<byte> codes) => Codes(codes, codes.Length);

    private static Fr[] Codes(ReadOnlySpan<byte> codes, int size)
    {
        Fr[] column = new Fr[size];
        for (int i = 0; i < codes.Length; i++)
            column[i] = CodeValues[codes[i]];
        return column;
    }
}
