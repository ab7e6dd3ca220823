namespace Aether.Inference;

/// <summary>One run of a decode loop: position by position, every operator computes its slice once and keeps it.</summary>
/// <remarks>Source: prover/AIR8.md, Decode loops. Positions not yet reached are zero in every tensor, as the formulas want.</remarks>
internal sealed class DecodeLoop
{
    private readonly GraphWalker walker;
    private readonly IReadOnlyList<Air8Operator> operators;
    private readonly GraphHeader header;
    private readonly RunOptions options;
    private readonly Tensor prompt;
    private readonly Tensor?[] tensors;
    private readonly List<Digest> boundaries = [];

    public DecodeLoop(GraphWalker walker, Tensor prompt, RunOptions options)
    {
        (this.walker, this.prompt, this.options) = (walker, prompt, options);
        (operators, header) = (walker.Model.Operators, walker.Model.Header);
        tensors = new Tensor?[operators.Count];
    }

    public Execution Run(CancellationToken cancellationToken)
    {
        for (int id = 0; id < operators.Count; id++)
            tensors[id] =
                id == 0 ? Tensor.Zero(operators[0].Type, operators[0].Shape) : walker.Allocate(operators[id], tensors, pooled: false);
        int known = prompt.Shape.Width;
        int length = operators[0].Shape.Width;
        List<ushort> generated = [];
        ushort[] given = prompt.ToUInt16();
        Frame input = new(tensors[0]!);
        Frame output = new(tensors[^1]!);
        for (int position = 0; position < length; position++)
        {
            input.SetUInt16(input.At(0, position, 0, 0), position < known ? given[position] : generated[^1]);
            Step(position, cancellationToken);
            if (position < known - 1)
                continue;
            generated.Add((ushort)output.UInt16(output.At(0, position, 0, 0)));
            if (generated[^1] == header.EndToken || generated.Count == header.TokensMax)
                break;
        }
        Tensor tokens = Tensor.FromUInt16(new TensorShape(1, generated.Count), [.. generated]);
        return new Execution(prompt, tokens, [.. boundaries], (uint)generated.Count);
    }

    private void Step(int position, CancellationToken cancellationToken)
    {
        for (int id = 0; id < operators.Count; id++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Air8Operator op = operators[id];
            int axis = op.PositionAxis!.Value;
            Box box = Box.At(op.Shape, axis, position);
            if (id > 0)
                walker.Compute(id, tensors, box, cancellationToken);
            if (options.Boundaries || options.Trace is not null)
                Report(id, position, axis);
            options.Progress?.Report(
                new RunProgress((long)position * operators.Count + id + 1, (long)operators[0].Shape.Width * operators.Count)
            );
        }
    }

    private void Report(int id, int position, int axis)
    {
        Tensor whole = tensors[id]!;
        Tensor slice = Tensor.Zero(whole.Type, whole.Shape.With(axis, 1));
        LayoutScalar.Copy(whole, position, slice, axis, Box.Whole(slice.Shape));
        if (options.Boundaries)
            boundaries.Add(TensorTree.Root(slice));
        options.Trace?.Add(id, position, slice);
    }
}
