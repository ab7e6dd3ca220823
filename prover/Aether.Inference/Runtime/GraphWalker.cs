namespace Aether.Inference;

/// <summary>Walks a graph operator by operator on the CPU. Backends differ in their kernels alone.</summary>
/// <remarks>Source: prover/AIR8.md, Operators, Decode loops, Training steps.</remarks>
internal sealed class GraphWalker : IModelSession
{
    private readonly Air8Model model;
    private readonly IReadOnlyDictionary<Air8Opcode, Kernel> kernels;
    private readonly ActivationPlan plan;
    private readonly BufferPool pool = new();

    /// <param name="promptAtOnce">A decode loop computes the positions of its prompt in one pass.</param>
    public GraphWalker(Air8Model model, IReadOnlyDictionary<Air8Opcode, Kernel> kernels, bool promptAtOnce)
    {
        (this.model, this.kernels, PromptAtOnce) = (model, kernels, promptAtOnce);
        plan = new ActivationPlan(model.Operators);
    }

    public Air8Model Model => model;

    internal bool PromptAtOnce { get; }

    public Execution Run(IReadOnlyList<Tensor> inputs, RunOptions options, CancellationToken cancellationToken)
    {
        RunInputs.Require(model, inputs);
        Execution execution = model.Header.IsDecodeLoop
            ? new DecodeLoop(this, inputs[0], options).Run(cancellationToken)
            : RunOnce(inputs, options, cancellationToken);
        // Weights are mapped memory: a span over them does not keep the mapping alive.
        GC.KeepAlive(model);
        return execution;
    }

    public void Dispose()
    {
        // Activations and scratch are managed memory, and weights are the model's.
    }

    /// <summary>Makes the tensor of an operator, zero so far, or another reading of one that exists.</summary>
    internal Tensor Allocate(Air8Operator op, Tensor?[] tensors, bool pooled)
    {
        if (ActivationPlan.IsAlias(op.Opcode))
            return tensors[op.Inputs[0]]!.As(op.Shape);
        return pooled ? pool.Rent(op.Type, op.Shape) : Tensor.Zero(op.Type, op.Shape);
    }

    /// <summary>Computes a box of an operator's result.</summary>
    internal void Compute(int id, Tensor?[] tensors, Box box, CancellationToken cancellationToken)
    {
        Air8Operator op = model.Operators[id];
        if (ActivationPlan.IsAlias(op.Opcode))
            return;
        kernels[op.Opcode]
            (
                new KernelCall
                {
                    Model = model,
                    Op = op,
                    Inputs = [.. op.Inputs.Select(input => tensors[input]!)],
                    Result = tensors[id]!,
                    Box = box,
                    CancellationToken = cancellationToken,
                }
            );
    }

    /// <summary>Computes positions start to end - 1 of an operator's result in a decode loop, of tensors that are zero from end on.</summary>
    internal void ComputePositions(int id, Tensor?[] tensors, int start, int end, CancellationToken cancellationToken)
    {
        Air8Operator op = model.Operators[id];
        int axis = op.PositionAxis!.Value;
        TensorShape first = new TensorShape(0, 0, 0, 0).With(axis, start);
        Box box = new(first, op.Shape.With(axis, end));
        if (end - start > 1 && op.Opcode == Air8Opcode.MatMul)
            PromptMatMul.Compute(this, id, tensors, box, cancellationToken);
        else
            Compute(id, tensors, box, cancellationToken);
    }

    private Execution RunOnce(IReadOnlyList<Tensor> inputs, RunOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<Air8Operator> operators = model.Operators;
        Tensor?[] tensors = new Tensor?[operators.Count];
        Digest[] boundaries = new Digest[options.Boundaries ? operators.Count : 0];
        bool pooled = options.Trace is null;
        int given = 0;
        for (int id = 0; id < operators.Count; id++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Air8Operator op = operators[id];
            if (given < inputs.Count && model.InputIds[given] == id)
            {
                tensors[id] = inputs[given++];
            }
            else
            {
                tensors[id] = Allocate(op, tensors, pooled && plan.IsInner(id));
                Compute(id, tensors, Box.Whole(op.Shape), cancellationToken);
            }
            if (options.Boundaries)
                boundaries[id] = op.Opcode == Air8Opcode.Output ? boundaries[op.Inputs[0]] : TensorTree.Root(tensors[id]!);
            options.Trace?.Add(id, 0, tensors[id]!);
            options.Progress?.Report(new RunProgress(id + 1, operators.Count));
            Release(id, tensors, pooled);
        }
        Tensor[] states =
        [
            .. Enumerable.Range(0, operators.Count).Where(id => operators[id].Opcode == Air8Opcode.StateOutput).Select(id => tensors[id]!),
        ];
        return new Execution(inputs[0], tensors[^1]!, boundaries, 1, states);
    }

    private void Release(int id, Tensor?[] tensors, bool pooled)
    {
        foreach (int owner in plan.Released[id])
        {
            if (pooled && model.Operators[owner].Inputs.Count > 0)
                pool.Return(tensors[owner]!);
            tensors[owner] = null;
        }
    }
}
