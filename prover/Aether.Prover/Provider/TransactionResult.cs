using Aether.Ethereum;

namespace Aether.Prover.Provider;

/// <summary>Where a transaction stands.</summary>
internal enum TransactionState
{
    /// <summary>Signed and on its way, or about to be.</summary>
    Pending,

    Mined,

    /// <summary>Mined and reverted: the next attempt is another transaction.</summary>
    Reverted,

    /// <summary>Would revert now. Nothing was signed.</summary>
    WouldRevert,

    /// <summary>Not known to be mined, and nobody waits for it now. It is tried again by itself.</summary>
    NotSent,
}

internal sealed record TransactionResult(TransactionState State, TransactionReceipt? Receipt, string Reason)
{
    public static TransactionResult Pending { get; } = new(TransactionState.Pending, null, "");
}
