namespace Aether.Ethereum;

/// <summary>One account's stored transactions on one chain: the store, with a copy in memory. Used under the sender's lock.</summary>
internal sealed class TransactionLedger(EthereumClient client, Address account, ITransactionStore store)
{
    private readonly Dictionary<string, StoredTransaction> _byKey = new(StringComparer.Ordinal);
    private ulong? _chainId;

    /// <summary>In the order of their nonces.</summary>
    public IReadOnlyList<StoredTransaction> All => [.. _byKey.Values.OrderBy(stored => stored.Nonce)];

    /// <summary>Reads the store once.</summary>
    /// <returns>The chain's id.</returns>
    public async Task<ulong> LoadAsync(CancellationToken cancellationToken)
    {
        if (_chainId is { } known)
            return known;
        ulong chainId = await client.GetChainIdAsync(cancellationToken);
        foreach (StoredTransaction stored in await store.LoadAsync(chainId, account, cancellationToken))
            _byKey[stored.Key] = stored;
        _chainId = chainId;
        return chainId;
    }

    public StoredTransaction? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>Durable when it returns.</summary>
    public async Task SaveAsync(StoredTransaction stored, CancellationToken cancellationToken)
    {
        await store.SaveAsync(stored, cancellationToken);
        _byKey[stored.Key] = stored;
    }

    public async Task ForgetAsync(StoredTransaction stored, CancellationToken cancellationToken)
    {
        await store.RemoveAsync(stored, cancellationToken);
        _byKey.Remove(stored.Key);
    }

    /// <summary>The first nonce the node does not count yet and no stored transaction holds: this also fills gaps.</summary>
    public async Task<ulong> NextNonceAsync(CancellationToken cancellationToken)
    {
        var held = _byKey.Values.Select(stored => stored.Nonce).ToHashSet();
        ulong nonce = await client.GetTransactionCountAsync(account, BlockTag.Pending, cancellationToken);
        while (held.Contains(nonce))
            nonce++;
        return nonce;
    }
}
