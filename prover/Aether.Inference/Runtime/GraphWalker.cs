namespace Aether.Inference;

/// <summary>Walks a graph operator by operator on the CPU. Tensors are let go behind their last reader.</summary>
internal sealed class GraphWalker(Air8Model model) : IModelSession
{
    private readonly int[] lastReader = LastReaders(model.Operators);

    public Air8Model Model => model;

    public Execution Run(IReadOnlyList<Tensor> inputs, RunOptions options, CancellationToken cancellationToken)
    {
        RunInputs.Require(model, inputs);
        IReadOnlyList<Air8Operator> operators = model.Operators;
        Tensor?[] tensors = new Tensor?[operators.Count];
        Digest[] boundaries = new Digest[options.Boundaries ? operators.Count : 0];
        for (int id = 0; id < operators.Count; id++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Air8Operator op = operators[id];
            Tensor tensor = op.Opcode switch
            {
                Air8Opcode.Input => inputs[0],
                Air8Opcode.Gemm => Gemm.Run(model, op, tensors[op.Inputs[0]]!, cancellationToken),
                Air8Opcode.ArgMax => ArgMax.Run(op, tensors[op.Inputs[0]]!, cancellationToken),
                Air8Opcode.Output => tensors[op.Inputs[0]]!,
                _ => throw new InvalidOperationException($"{op.Opcode} passed the checker but has no implementation"),
            };
            tensors[id] = tensor;
            if (options.Boundaries)
                boundaries[id] = op.Opcode == Air8Opcode.Output ? boundaries[op.Inputs[0]] : TensorTree.Root(tensor);
            options.Trace?.Add(id, 0, tensor);
            options.Progress?.Report(new RunProgress(id + 1, operators.Count));
            foreach (int read in op.Inputs)
            {
                if (lastReader[read] == id)
                    tensors[read] = null;
            }
        }
        return new Execution(inputs[0], tensors[^1]!, boundaries);
    }

    public void Dispose()
    {
        // Activations are managed memory and weights are the model's.
    }

    private static int[] LastReaders(IReadOnlyList<Air8Operator> operators)
    {
        int[] last = new int[operators.Count];
        for (int id = 0; id < operators.Count; id++)
        {
            foreach (int input in operators[id].Inputs)
                last[input] = id;
        }
        return last;
    }
}
