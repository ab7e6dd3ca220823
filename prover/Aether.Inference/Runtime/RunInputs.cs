namespace Aether.Inference;

/// <summary>Compares what a run is given with what its model takes.</summary>
public static class RunInputs
{
    /// <exception cref="Air8RefusedException">X-04: another number, shape or type; X-06: a token outside the vocabulary; X-07: no one-hot labels.</exception>
    public static void Require(Air8Model model, IReadOnlyList<Tensor> inputs)
    {
        IReadOnlyList<int> ids = model.InputIds;
        Air8RefusedException.Require(
            inputs.Count == ids.Count,
            Air8Rule.TensorShape,
            $"{inputs.Count} tensors are given; the model takes {ids.Count}"
        );
        for (int i = 0; i < inputs.Count; i++)
        {
            Air8Operator op = model.Operators[ids[i]];
            TensorShape shape = inputs[i].Shape;
            bool fits = model.Header.IsDecodeLoop
                ? shape == op.Shape with { Width = Math.Min(shape.Width, op.Shape.Width) }
                : shape == op.Shape;
            Air8RefusedException.Require(
                inputs[i].Type == op.Type && fits,
                Air8Rule.TensorShape,
                $"input {i} is {shape} {inputs[i].Type}; the model takes {op.Shape} {op.Type}"
            );
            if (op.Opcode == Air8Opcode.Label)
                RequireOneHot(inputs[i]);
        }
        model.Form.RequireTokens(inputs[0]);
    }

    private static void RequireOneHot(Tensor labels)
    {
        foreach (sbyte[] column in labels.ToInt8().Chunk(labels.Shape.Channels))
        {
            Air8RefusedException.Require(
                column.All(value => value is 0 or 1) && column.Count(value => value == 1) == 1,
                Air8Rule.OneHot,
                $"a label is not one 1 among zeros"
            );
        }
    }
}
