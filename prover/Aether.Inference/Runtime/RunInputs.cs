namespace Aether.Inference;

/// <summary>Compares what a run is given with what its model takes.</summary>
public static class RunInputs
{
    /// <exception cref="Air8RefusedException">X-04: another number, shape or type.</exception>
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
            Air8RefusedException.Require(
                inputs[i].Type == op.Type && inputs[i].Shape == op.Shape,
                Air8Rule.TensorShape,
                $"input {i} is {inputs[i].Shape} {inputs[i].Type}; the model takes {op.Shape} {op.Type}"
            );
        }
    }
}
