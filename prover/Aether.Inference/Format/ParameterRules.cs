namespace Aether.Inference;

/// <summary>Ranges of the parameters that an operator uses.</summary>
/// <remarks>Source: prover/AIR8.md, Operators and rule G-13.</remarks>
internal static class ParameterRules
{
    public const int PoolLogMax = 8;
    public const int AddLogMax = 15;
    public const int BiasLogMax = 11;
    public const int VocabularyMax = 1 << 16;
    public const int ScaleLogMax = 31;

    private const int GemmAxesMax = 3;
    private const int NormaliseShiftMin = 4;

    public static void Check(Air8Operator op, int id)
    {
        OperatorParameters p = op.Parameters;
        bool holds = op.Opcode switch
        {
            Air8Opcode.Gemm => p[0] <= GemmAxesMax,
            Air8Opcode.Conv2D or Air8Opcode.DepthwiseConv2D => Window2D.Of(p).IsValid,
            Air8Opcode.MatMul => p[0] <= (op.Biased ? BiasLogMax : 0),
            Air8Opcode.Add => p[0] <= AddLogMax && p[1] <= AddLogMax,
            Air8Opcode.AvgPool => p[0] <= PoolLogMax && p[1] <= PoolLogMax,
            Air8Opcode.PairMap or Air8Opcode.Concat or Air8Opcode.Slice => p[0] < TensorShape.AxisCount,
            Air8Opcode.Transpose => IsPermutation(p),
            Air8Opcode.Embedding => p.Number is >= 1 and <= VocabularyMax,
            Air8Opcode.RmsScale => p[0] <= ScaleLogMax,
            Air8Opcode.Normalise => p[0] is >= NormaliseShiftMin and <= Requantise.ShiftMax,
            Air8Opcode.Update => p.Word >= 1,
            _ => true,
        };
        Air8RefusedException.Require(holds, Air8Rule.Reserved, $"operator {id}: a parameter of {op.Opcode} is out of range");
    }

    private static bool IsPermutation(OperatorParameters p)
    {
        int seen = 0;
        for (int axis = 0; axis < TensorShape.AxisCount; axis++)
            seen |= p[axis] < TensorShape.AxisCount ? 1 << p[axis] : 0;
        return seen == (1 << TensorShape.AxisCount) - 1;
    }
}
