using System.Numerics;
using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Indexer.Auditing;

/// <summary>
/// Compares what the Vault owes, holds and keeps in escrow with the index, at one block. The chain's side is state, read by calls at the
/// block's hash, so a node cannot answer from two forks; the index's side is what it made of events. The two have nothing in common.
/// </summary>
public sealed class SolvencyAudit(EthereumClient node, ChainManifest manifest)
{
    /// <exception cref="AuditException">The node does not have the block or its state.</exception>
    public async Task<SolvencyReport> RunAsync(IBalanceSource index, CancellationToken cancellationToken)
    {
        var differences = new DifferenceList();
        var header = await ReadHeaderAsync(index.Block, cancellationToken);
        if (index.Hash is { } known && known != header.Hash)
        {
            // Balances of two forks may differ as they like.
            differences.Add($"block {index.Block}", header.Hash, known);
            return new SolvencyReport(index.Block, header.Hash, [], differences);
        }
        var at = BlockTag.At(header.Hash);
        try
        {
            var tokens = await CompareTokensAsync(await index.TokensAsync(cancellationToken), at, differences, cancellationToken);
            var escrows = await CompareEscrowsAsync(index, tokens, at, differences, cancellationToken);
            var accounts = await CompareAccountsAsync(index, tokens, at, differences, cancellationToken);
            var found = new List<TokenSolvency>();
            foreach (var token in tokens)
            {
                var (free, count) = accounts.GetValueOrDefault(token);
                found.Add(await CompareSumsAsync(token, free, count, escrows.GetValueOrDefault(token), at, differences, cancellationToken));
            }
            return new SolvencyReport(index.Block, header.Hash, found, differences);
        }
        catch (Exception e) when (e is RpcException or ContractRevertedException or AbiException)
        {
            throw new AuditException(
                $"the node does not tell the state of block {index.Block} ({e.Message}); older blocks need an archive node",
                e
            );
        }
    }

    /// <summary>The token that providers bond; no event tells it.</summary>
    public Task<Address> ReadStakeTokenAsync(CancellationToken cancellationToken) =>
        node.ReadAsync(manifest.ProviderRegistry, new ProviderRegistry.StakeTokenCall(), BlockTag.Latest, cancellationToken);

    private async Task<BlockHeader> ReadHeaderAsync(long number, CancellationToken cancellationToken)
    {
        var header =
            await node.GetBlockAsync(BlockTag.At((ulong)number), cancellationToken)
            ?? throw new AuditException($"the node has no block {number}");
        if (header.Number != (ulong)number || !header.IsHashOfFields())
            throw new AuditException($"the node's answer for block {number} is of another block or does not hash to {header.Hash}");
        return header;
    }

    /// <summary>The index's tokens and the manifest's, which the Vault must allow or not as the index says.</summary>
    private async Task<List<Address>> CompareTokensAsync(
        IReadOnlyList<Address> indexed,
        BlockTag at,
        DifferenceList differences,
        CancellationToken cancellationToken
    )
    {
        Address[] tokens = [.. indexed.Union(manifest.Tokens.Select(token => token.Address))];
        var allowed = await node.ReadAllAsync(
            manifest.Vault,
            [.. tokens.Select(token => new Vault.TokenAllowedCall { Token = token })],
            at,
            cancellationToken
        );
        foreach (var (token, isAllowed) in tokens.Zip(allowed))
            differences.Compare($"token {token} allowed", isAllowed, indexed.Contains(token));
        return [.. tokens.Zip(allowed).Where(pair => pair.Second || indexed.Contains(pair.First)).Select(pair => pair.First)];
    }

    /// <returns>The chain's escrows by token, together.</returns>
    private async Task<Dictionary<Address, BigInteger>> CompareEscrowsAsync(
        IBalanceSource index,
        IReadOnlyList<Address> tokens,
        BlockTag at,
        DifferenceList differences,
        CancellationToken cancellationToken
    )
    {
        var escrows = ByPlace(await index.EscrowsAsync(cancellationToken));
        var open = ByPlace(await index.OpenAsync(cancellationToken));
        // Also where the index has none: these three hold by what is open.
        Address[] holders = [manifest.JobMarket, manifest.ExchangeBox, manifest.ProviderRegistry];
        (Address Token, Address Module)[] places =
        [
            .. escrows.Keys.Union(open.Keys).Union(tokens.SelectMany(token => holders.Select(holder => (token, holder)))),
        ];
        var held = await node.ReadAllAsync(
            manifest.Vault,
            [.. places.Select(place => new Vault.EscrowCall { Token = place.Token, Module = place.Module })],
            at,
            cancellationToken
        );
        var sums = new Dictionary<Address, BigInteger>();
        foreach (var (place, amount) in places.Zip(held))
        {
            BigInteger chain = amount;
            differences.Compare($"escrow of {place.Module} in {place.Token}", chain, escrows.GetValueOrDefault(place));
            if (holders.Contains(place.Module))
                differences.Compare($"escrow of {place.Module} in {place.Token} by what is open", chain, open.GetValueOrDefault(place));
            sums[place.Token] = sums.GetValueOrDefault(place.Token) + chain;
        }
        return sums;
    }

    /// <returns>By token: the chain's free balances of the accounts that the index knows, together, and how many these are.</returns>
    private async Task<Dictionary<Address, (BigInteger Free, long Count)>> CompareAccountsAsync(
        IBalanceSource index,
        IReadOnlyList<Address> tokens,
        BlockTag at,
        DifferenceList differences,
        CancellationToken cancellationToken
    )
    {
        var sums = tokens.ToDictionary(token => token, _ => (BigInteger.Zero, 0L));
        await foreach (var page in index.AccountsAsync(cancellationToken))
        {
            var free = await node.ReadAllAsync(
                manifest.Vault,
                [.. page.Select(balance => new Vault.FreeCall { Token = balance.Token, Account = balance.Holder })],
                at,
                cancellationToken
            );
            foreach (var (balance, amount) in page.Zip(free))
            {
                BigInteger chain = amount;
                differences.Compare($"free balance of {balance.Holder} in {balance.Token}", chain, balance.Amount);
                var (sum, count) = sums.GetValueOrDefault(balance.Token);
                sums[balance.Token] = (sum + chain, count + 1);
            }
        }
        return sums;
    }

    private async Task<TokenSolvency> CompareSumsAsync(
        Address token,
        BigInteger free,
        long accounts,
        BigInteger escrow,
        BlockTag at,
        DifferenceList differences,
        CancellationToken cancellationToken
    )
    {
        BigInteger liabilities = await node.ReadAsync(manifest.Vault, new Vault.LiabilitiesCall { Token = token }, at, cancellationToken);
        BigInteger held = await node.ReadAsync(token, new TestDollar.BalanceOfCall { Account = manifest.Vault }, at, cancellationToken);
        // INVARIANT I-01: what is held covers what is owed. More may be there: anybody can send tokens to a contract.
        if (held < liabilities)
            differences.Add($"tokens {token} held by the Vault, which owes {liabilities}", held, liabilities);
        // An account or a module that the index has never heard of shows here, and nowhere else.
        differences.Compare($"liabilities in {token} against all accounts and escrows known", liabilities, free + escrow);
        return new TokenSolvency(token, held, liabilities, free, escrow, accounts);
    }

    private static Dictionary<(Address Token, Address Holder), BigInteger> ByPlace(IEnumerable<IndexedBalance> balances) =>
        balances
            .GroupBy(balance => (balance.Token, balance.Holder))
            .ToDictionary(group => group.Key, group => group.Aggregate(BigInteger.Zero, (sum, balance) => sum + balance.Amount));
}
