namespace Aether.Ethereum;

/// <summary>A transaction that was signed, with every replacement of it.</summary>
/// <param name="Key">The intent; unique among the sender's stored transactions.</param>
/// <param name="Attempts">Signed bytes with one nonce, oldest first; any of them may be mined.</param>
public sealed record StoredTransaction(string Key, IReadOnlyList<SignedTransaction> Attempts)
{
    /// <summary>The attempt that pays most.</summary>
    public SignedTransaction Newest => Attempts[^1];

    public ulong Nonce => Newest.Transaction.Nonce;
}

/// <summary>Keeps signed transactions until no reorg can bring them back. Both methods are durable when they return.</summary>
public interface ITransactionStore
{
    /// <summary>Everything stored for this account on this chain.</summary>
    Task<IReadOnlyList<StoredTransaction>> LoadAsync(ulong chainId, Address account, CancellationToken cancellationToken);

    /// <summary>Adds or replaces the transaction with this key.</summary>
    Task SaveAsync(StoredTransaction transaction, CancellationToken cancellationToken);

    Task RemoveAsync(StoredTransaction transaction, CancellationToken cancellationToken);
}
