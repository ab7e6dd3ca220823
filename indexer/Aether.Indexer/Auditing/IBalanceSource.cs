using Aether.Ethereum;

namespace Aether.Indexer.Auditing;

/// <summary>The balances of an index at one block, all of one snapshot.</summary>
public interface IBalanceSource : IAsyncDisposable
{
    long Block { get; }

    /// <summary>The block's hash as the index has it; null where it kept none.</summary>
    Bytes32? Hash { get; }

    Task<IReadOnlyList<Address>> TokensAsync(CancellationToken cancellationToken);

    /// <summary>Free balances, in pages of a bounded size.</summary>
    IAsyncEnumerable<IReadOnlyList<IndexedBalance>> AccountsAsync(CancellationToken cancellationToken);

    /// <summary>Escrows by module, as the Vault's events say.</summary>
    Task<IReadOnlyList<IndexedBalance>> EscrowsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// What each module should hold by what is open: price and collateral of jobs, deposits of demands, bonds of providers.
    /// A module that is not named here is held to nothing.
    /// </summary>
    Task<IReadOnlyList<IndexedBalance>> OpenAsync(CancellationToken cancellationToken);
}
