namespace Aether.Inference;

/// <summary>The C# scalar runtime: the definition that every other backend must match byte for byte.</summary>
/// <remarks>Source: prover/AIR8.md, Operators. Integers only; the same bytes on every machine. Keeps I-50.</remarks>
public static class Air8Runtime
{
    /// <summary>Activation memory allowed unless the caller says otherwise: 256 MiB.</summary>
    public const long ActivationBytesDefault = 256L << 20;

    /// <summary>Runs a model once.</summary>
    /// <param name="input">Int8, the model's input shape.</param>
    /// <param name="activationBytesMax">Refuses before it starts when the model needs more.</param>
    /// <param name="cancellationToken">Looked at once per operator and row.</param>
    /// <exception cref="Air8RefusedException">X-04: the input has another shape; X-05: too much memory asked for.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is returned.</exception>
    public static Execution Run(
        Air8Model model,
        Tensor input,
        long activationBytesMax = ActivationBytesDefault,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        Air8RefusedException.Require(
            input.Type == ElementType.Int8 && input.Shape == model.InputShape,
            Air8Rule.TensorShape,
            $"the input is {input.Shape} {input.Type}; the model takes {model.InputShape} {ElementType.Int8}"
        );
        Air8RefusedException.Require(
            model.Work.ActivationBytes <= activationBytesMax,
            Air8Rule.Memory,
            $"the model needs {model.Work.ActivationBytes} bytes of activations; {activationBytesMax} are allowed"
        );

        IReadOnlyList<Air8Operator> operators = model.Operators;
        int[] lastReader = LastReaders(operators);
        Tensor?[] tensors = new Tensor?[operators.Count];
        Digest[] boundaries = new Digest[operators.Count];
        for (int id = 0; id < operators.Count; id++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Air8Operator op = operators[id];
            tensors[id] = op.Opcode switch
            {
                Air8Opcode.Input => input,
                Air8Opcode.Gemm => Gemm.Run(model, op, tensors[op.Inputs[0]]!, cancellationToken),
                Air8Opcode.ArgMax => ArgMax.Run(op, tensors[op.Inputs[0]]!, cancellationToken),
                Air8Opcode.Output => tensors[op.Inputs[0]],
                _ => throw new InvalidOperationException($"{op.Opcode} passed the checker but has no implementation"),
            };
            boundaries[id] = op.Opcode == Air8Opcode.Output ? boundaries[op.Inputs[0]] : TensorTree.Root(tensors[id]!);
            foreach (int read in op.Inputs)
            {
                if (lastReader[read] == id)
                    tensors[read] = null;
            }
        }
        return new Execution(tensors[^1]!, boundaries);
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
