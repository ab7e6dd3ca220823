namespace Aether.Inference;

/// <summary>Runs a model once, on the widest CPU backend, for callers that have one input and need no choice.</summary>
/// <remarks>Source: prover/AIR8.md, Operators. Integers only; the same bytes on every machine. Keeps I-50.</remarks>
public static class Air8Runtime
{
    /// <summary>Activation memory allowed unless the caller says otherwise: 256 MiB.</summary>
    public const long ActivationBytesDefault = RunLimits.ActivationBytesDefault;

    /// <param name="input">The model's input shape and type; of a decode loop the prompt.</param>
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
        using IModelSession session = CpuBackends.Widest.Open(model, new RunLimits(activationBytesMax));
        return session.Run([input], RunOptions.Default, cancellationToken);
    }
}
