namespace Aether.Inference;

/// <summary>Which operators own memory and how long it is read: known from the graph alone.</summary>
/// <remarks>Reshape, Output and StateOutput are other readings of bytes that exist. Inputs belong to the caller and are counted all the same.</remarks>
internal sealed class ActivationPlan
{
    private readonly int[] owners;
    private readonly int[] lastReaders;

    public ActivationPlan(IReadOnlyList<Air8Operator> operators)
    {
        owners = new int[operators.Count];
        lastReaders = new int[operators.Count];
        for (int id = 0; id < operators.Count; id++)
        {
            Air8Operator op = operators[id];
            owners[id] = IsAlias(op.Opcode) ? owners[op.Inputs[0]] : id;
            lastReaders[id] = id;
            foreach (int input in op.Inputs)
                lastReaders[owners[input]] = id;
            // What the run hands out is kept to its end.
            if (op.Opcode is Air8Opcode.Output or Air8Opcode.StateOutput)
                lastReaders[owners[id]] = operators.Count;
        }
        List<int>[] released = [.. operators.Select(_ => new List<int>())];
        for (int id = 0; id < operators.Count; id++)
        {
            if (owners[id] == id && lastReaders[id] < operators.Count)
                released[lastReaders[id]].Add(id);
        }
        Released = released;
        SinglePassBytes = PeakOf(operators);
        DecodeBytes = Enumerable.Range(0, operators.Count).Where(id => owners[id] == id).Sum(id => Bytes(operators[id]));
        LargestBytes = operators.Max(Bytes);
    }

    /// <summary>Per operator: the owners that nobody reads once it is done.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Released { get; }

    /// <summary>Most bytes that stand beside each other in one pass.</summary>
    public long SinglePassBytes { get; }

    /// <summary>Bytes of all tensors: a decode loop keeps what it knows.</summary>
    public long DecodeBytes { get; }

    /// <summary>Bytes of the largest frame.</summary>
    public long LargestBytes { get; }

    /// <summary>Whether the operator's result is the bytes of what it reads.</summary>
    public static bool IsAlias(Air8Opcode opcode) => opcode is Air8Opcode.Output or Air8Opcode.Reshape or Air8Opcode.StateOutput;

    /// <summary>Whether a tensor's bytes are let go before the run ends, and so may be used again.</summary>
    public bool IsInner(int id) => lastReaders[owners[id]] < owners.Length;

    private long PeakOf(IReadOnlyList<Air8Operator> operators)
    {
        long now = 0;
        long peak = 0;
        for (int id = 0; id < operators.Count; id++)
        {
            now += owners[id] == id ? Bytes(operators[id]) : 0;
            peak = Math.Max(peak, now);
            foreach (int owner in Released[id])
                now -= Bytes(operators[owner]);
        }
        return peak;
    }

    private static long Bytes(Air8Operator op) => Tensor.ByteCount(op.Type, op.Shape);
}
