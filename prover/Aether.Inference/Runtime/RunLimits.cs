namespace Aether.Inference;

/// <summary>What a model may ask for; compared with <see cref="Air8Model.Work"/> before anything runs.</summary>
/// <param name="ActivationBytesMax">Bytes of the activations that stand beside each other, default 256 MiB.</param>
/// <param name="OperationsMax">Multiply-adds and element operations of a whole run, default without limit.</param>
public sealed record RunLimits(long ActivationBytesMax = RunLimits.ActivationBytesDefault, long OperationsMax = long.MaxValue)
{
    public const long ActivationBytesDefault = 256L << 20;

    // What every model may have beside its activations, however small they are: 16 MiB.
    private const long ScratchBytesFree = 16L << 20;

    public static RunLimits Default { get; } = new();

    /// <exception cref="Air8RefusedException">X-05, with the figures.</exception>
    public void Require(Air8Work work)
    {
        Air8RefusedException.Require(
            work.ActivationBytes <= ActivationBytesMax,
            Air8Rule.Memory,
            $"the model needs {work.ActivationBytes} bytes of activations; {ActivationBytesMax} are allowed"
        );
        Air8RefusedException.Require(
            work.ScratchBytes <= Math.Max(ActivationBytesMax, ScratchBytesFree),
            Air8Rule.Memory,
            $"the model needs {work.ScratchBytes} bytes beside its activations, for boundaries and biases; as many as for activations are allowed"
        );
        Air8RefusedException.Require(
            work.LargestTensorBytes <= Tensor.BytesMax,
            Air8Rule.Memory,
            $"a tensor of {work.LargestTensorBytes} bytes; one may have {Tensor.BytesMax}"
        );
        Air8RefusedException.Require(
            work.Operations <= OperationsMax,
            Air8Rule.Memory,
            $"the model needs {work.Operations} operations; {OperationsMax} are allowed"
        );
    }
}
