namespace Aether.Inference;

/// <summary>A training step: one Label, states numbered in order, and the same states again directly before the output.</summary>
/// <remarks>Source: prover/AIR8.md, Training steps and rule G-21.</remarks>
internal static class TrainingRules
{
    public static void Check(List<Air8Operator> operators, GraphHeader header)
    {
        if (!header.IsTrainingStep)
        {
            int stray = operators.FindIndex(op => OpcodeTraits.Of(op.Opcode).Training);
            Air8RefusedException.Require(
                stray < 0,
                Air8Rule.TrainingStep,
                $"operator {stray} stands in training steps only, and this graph is none"
            );
            return;
        }
        List<Air8Operator> states = operators.FindAll(op => op.Opcode == Air8Opcode.State);
        List<Air8Operator> labels = operators.FindAll(op => op.Opcode == Air8Opcode.Label);
        int outputs = operators.Count(op => op.Opcode == Air8Opcode.StateOutput);
        Air8RefusedException.Require(
            states.Count == header.StateCount && outputs == header.StateCount,
            Air8Rule.TrainingStep,
            $"{states.Count} State and {outputs} StateOutput of {header.StateCount} state tensors"
        );
        Air8RefusedException.Require(
            labels.Count == 1 && labels[0].Shape.Batch == operators[0].Shape.Batch,
            Air8Rule.TrainingStep,
            $"{labels.Count} Labels, the first of {labels.FirstOrDefault()?.Shape} for an input of {operators[0].Shape}"
        );
        int first = operators.Count - 1 - header.StateCount;
        for (int index = 0; index < header.StateCount; index++)
        {
            Air8Operator after = operators[first + index];
            Air8RefusedException.Require(
                states[index].Parameters.Word == index
                    && after.Opcode == Air8Opcode.StateOutput
                    && after.Parameters.Word == index
                    && after.Shape == states[index].Shape,
                Air8Rule.TrainingStep,
                $"state {index} is not made by operator {first + index} in the shape {states[index].Shape} it was read in"
            );
        }
    }
}
