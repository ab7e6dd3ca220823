namespace Aether.Prover.Sealing;

/// <summary>A sealed box or sealing key that cannot be used. Retrying with the same bytes never helps.</summary>
public sealed class SealingException : Exception
{
    public SealingException(string message)
        : base(message) { }

    public SealingException(string message, Exception inner)
        : base(message, inner) { }
}
