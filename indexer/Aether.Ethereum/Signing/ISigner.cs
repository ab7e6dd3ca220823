namespace Aether.Ethereum;

/// <summary>What a digest stands for, so that a signer may refuse or show it.</summary>
public enum SigningKind
{
    Transaction,
    TypedData,
    Message,
}

/// <summary>Signs 32-byte digests for one address. The key itself is never handed out.</summary>
public interface ISigner
{
    Address Address { get; }

    /// <summary>Signs with a low s; the signature recovers to <see cref="Address"/>.</summary>
    /// <exception cref="SignerException">The signer refused, failed, or answered with somebody else's signature.</exception>
    Task<Signature> SignAsync(Bytes32 digest, SigningKind kind, CancellationToken cancellationToken);
}

/// <summary>A signature could not be had. <see cref="Retryable"/> says whether the same question may be answered later.</summary>
public sealed class SignerException(string message, bool retryable = false, Exception? innerException = null)
    : Exception(message, innerException)
{
    public bool Retryable { get; } = retryable;
}
