namespace Aether.Ethereum;

/// <summary>The transaction was refused before sending, or mined and reverted. Sending it again unchanged will not help.</summary>
public sealed class TransactionRevertedException(
    string message,
    ReadOnlyMemory<byte> revertData,
    TransactionReceipt? receipt,
    Exception? innerException = null
) : Exception(message, innerException)
{
    /// <summary>The bytes the contract reverted with, for typed errors; empty when the node gave none.</summary>
    public ReadOnlyMemory<byte> RevertData { get; } = revertData;

    /// <summary>Null when it was refused before it was sent.</summary>
    public TransactionReceipt? Receipt { get; } = receipt;
}

/// <summary>The transaction is signed, stored and may still be mined: ask again with the same key to go on waiting.</summary>
public sealed class TransactionPendingException(string message) : TimeoutException(message);

/// <summary>The network asks for more than the configured limit. Nothing was sent; try later.</summary>
public sealed class FeeLimitException(UInt256 needed, UInt256 limit)
    : Exception($"A fee of {needed} wei per gas is needed; the limit is {limit}. Wait, or raise MaxFeePerGasLimit.")
{
    public UInt256 Needed { get; } = needed;

    public UInt256 Limit { get; } = limit;
}
