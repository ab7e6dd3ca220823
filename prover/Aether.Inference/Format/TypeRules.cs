namespace Aether.Inference;

/// <summary>Element types, and who may make a uint16: tokens, exponentials and scales are three things of one type.</summary>
/// <remarks>Source: prover/AIR8.md, rule G-06.</remarks>
internal static class TypeRules
{
    public static void Check(List<Air8Operator> operators, int id)
    {
        Air8Operator op = operators[id];
        Air8RefusedException.Require(Result(op, operators), Air8Rule.ElementTypes, $"operator {id}: {op.Opcode} makes no {op.Type}");
        for (int i = 0; i < op.Inputs.Count; i++)
        {
            Air8Operator source = operators[op.Inputs[i]];
            Air8RefusedException.Require(
                Reads(op, i, source),
                Air8Rule.ElementTypes,
                $"operator {id}: {op.Opcode} does not read {source.Type} of {source.Opcode} as input {i}"
            );
        }
    }

    private static bool Result(Air8Operator op, List<Air8Operator> operators) =>
        op.Opcode switch
        {
            Air8Opcode.Input => op.Type is ElementType.Int8 or ElementType.UInt16,
            Air8Opcode.Output => op.Type == operators[op.Inputs[0]].Type,
            Air8Opcode.ArgMax or Air8Opcode.Exp or Air8Opcode.RmsScale => op.Type == ElementType.UInt16,
            Air8Opcode.State or Air8Opcode.Update or Air8Opcode.StateOutput => op.Type == ElementType.Int16,
            _ => op.Type == ElementType.Int8,
        };

    private static bool Reads(Air8Operator op, int i, Air8Operator source) =>
        (op.Opcode, i) switch
        {
            (Air8Opcode.Output, _) => source is not { Opcode: Air8Opcode.Input, Type: ElementType.UInt16 },
            (Air8Opcode.Embedding, _) => source.Type == ElementType.UInt16 && source.Opcode is Air8Opcode.Input or Air8Opcode.ArgMax,
            (Air8Opcode.SoftmaxDivide, _) => source.Opcode == Air8Opcode.Exp,
            (Air8Opcode.Normalise, 1) => source.Opcode == Air8Opcode.RmsScale,
            (Air8Opcode.MatMul, 2) or (Air8Opcode.Update, 0) or (Air8Opcode.View8 or Air8Opcode.StateOutput, _) => source.Type
                == ElementType.Int16,
            _ => source.Type == ElementType.Int8,
        };
}
