namespace Aether.Onnx;

/// <summary>All operators that are understood.</summary>
internal static class Catalogue
{
    private const long OpsetMin = 7;
    private const long OpsetMax = 23;

    private static readonly Func<string, OperatorCall, Prepared?>[] Families =
    [
        UnaryOperators.Prepare,
        BinaryOperators.Prepare,
        LayoutOperators.Prepare,
        ShapeOperators.Prepare,
        ReductionOperators.Prepare,
        ConvOperators.Prepare,
        MatrixOperators.Prepare,
        QuantisedOperators.Prepare,
    ];

    /// <exception cref="OnnxRefusedException">Files of this version are not understood.</exception>
    public static void RequireOpset(long opset) =>
        OnnxRefusedException.Require(
            opset is >= OpsetMin and <= OpsetMax,
            $"operator set {opset} is not supported; {OpsetMin} to {OpsetMax} are"
        );

    /// <summary>Checks a node against its inputs.</summary>
    /// <exception cref="OnnxRefusedException">The operator, an attribute or a shape is not supported.</exception>
    public static Prepared Prepare(FloatNode node, OperatorCall call)
    {
        foreach (Func<string, OperatorCall, Prepared?> family in Families)
        {
            if (family(node.Operator, call) is not Prepared prepared)
                continue;
            call.RequireNothingElse();
            call.Require(
                prepared.Results.Count == node.Outputs.Count,
                $"it has {node.Outputs.Count} outputs; {prepared.Results.Count} are supported"
            );
            return prepared;
        }
        throw node.Refuse($"the operator is not supported");
    }
}
