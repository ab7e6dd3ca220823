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
    private readonly SliceRoots? roots;
    private long done;

    public DecodeLoop(GraphWalker walker, Tensor prompt, RunOptions options)
    {
        (this.walker, this.prompt, this.options) = (walker, prompt, options);
        (operators, header) = (walker.Model.Operators, walker.Model.Header);
        tensors = new Tensor?[operators.Count];
        roots = options.Boundaries ? new SliceRoots(operators) : null;
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
            if (position < known)
            {
                // What comes is known: all of it at once, or a position at a time like the rest.
                int end = walker.PromptAtOnce ? known : position + 1;
                for (int t = position; t < end; t++)
                    input.SetUInt16(input.At(0, t, 0, 0), given[t]);
                Compute(position, end, cancellationToken);
                position = end - 1;
            }
            else
            {
                input.SetUInt16(input.At(0, position, 0, 0), generated[^1]);
                Compute(position, position + 1, cancellationToken);
            }
            if (position < known - 1)
                continue;
            generated.Add((ushort)output.UInt16(output.At(0, position, 0, 0)));
            if (generated[^1] == header.EndToken || generated.Count == header.TokensMax)
                break;
        }
        Tensor tokens = Tensor.FromUInt16(new TensorShape(1, generated.Count), [.. generated]);
        return new Execution(prompt, tokens, [.. boundaries], (uint)generated.Count);
    }

    private void Compute(int start, int end, CancellationToken cancellationToken)
    {
        for (int id = 0; id < operators.Count; id++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (id > 0)
                walker.ComputePositions(id, tensors, start, end, cancellationToken);
            done += end - start;
            options.Progress?.Report(new RunProgress(done, (long)operators[0].Shape.Width * operators.Count));
        }
        if (roots is null && options.Trace is null)
            return;
        for (int position = start; position < end; position++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int id = 0; id < operators.Count; id++)
                Report(id, position);
            roots?.AddTo(boundaries);
        }
    }

    private void Report(int id, int position)
    {
        roots?.Take(id, tensors[id]!, position);
        if (options.Trace is not ITraceSink trace)
            return;
        int axis = operators[id].PositionAxis!.Value;
        Tensor whole = tensors[id]!;
        Tensor slice = Tensor.Zero(whole.Type, whole.Shape.With(axis, 1));
        LayoutScalar.Copy(whole, position, slice, axis, Box.Whole(slice.Shape));
        trace.Add(id, position, slice);
    }
}
