using System.Globalization;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;

namespace Aether.Prover.Requester;

/// <summary>One account's transactions to Aether's contracts, each waited for.</summary>
public sealed class ChainAccount(MarketClient market, ISigner signer, TransactionSender sender)
{
    /// <summary>Transactions for one intent that are mined and reverted before it is left alone.</summary>
    private const int AttemptsMax = 5;

    private readonly Dictionary<string, int> _reverts = new(StringComparer.Ordinal);

    public Address Address => signer.Address;

    public ISigner Signer => signer;

    /// <summary>Sends again what a reorg took back. Called on new heads while somebody waits.</summary>
    public Task MaintainAsync(CancellationToken cancellationToken) => sender.MaintainAsync(cancellationToken);

    /// <param name="intent">Names the transaction in messages and in its stored file.</param>
    /// <param name="isOnce">True where the same intent must never happen twice (a Request's accept); false for what may be repeated (a deposit).</param>
    public Task<TransactionReceipt> SendAsync(
        string intent,
        Address to,
        IContractCall call,
        bool isOnce,
        CancellationToken cancellationToken
    ) => SendAsync(intent, to, call.Encode(), isOnce, cancellationToken);

    public Task<TransactionReceipt> SendAsync(string intent, Address to, byte[] data, bool isOnce, CancellationToken cancellationToken) =>
        sender.SendAsync(
            new TransactionRequest
            {
                Key = isOnce ? intent : $"{intent} {Guid.NewGuid():N}",
                To = to,
                Data = data,
            },
            cancellationToken
        );

    /// <summary>Sends what somebody else may have been first with. A refusal is looked at again in the next round, so it is an answer here.</summary>
    /// <param name="intent">What is done to which Job, for people.</param>
    /// <param name="about">What the call repeats to its contract: the same intent about something else, after a reorg, is another transaction.</param>
    /// <returns><paramref name="done"/>, or why it was refused or is not mined yet.</returns>
    public async Task<string> TrySendAsync(
        string intent,
        Bytes32 about,
        Address to,
        IContractCall call,
        string done,
        CancellationToken cancellationToken
    )
    {
        var name = $"{intent} {about}";
        var reverts = _reverts.GetValueOrDefault(name);
        try
        {
            var key = reverts == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} {reverts}");
            await SendAsync(key, to, call, isOnce: true, cancellationToken);
            return done;
        }
        catch (TransactionRevertedException e)
        {
            // Mined and reverted: what it met may be over (an empty balance, the order of a block), and stored bytes go out only once.
            if (e.Receipt is not null && reverts + 1 < AttemptsMax)
                _reverts[name] = reverts + 1;
            return $"{intent} was refused: {(e.RevertData.IsEmpty ? e.Message : ContractCalls.Explain(e.RevertData.Span))}";
        }
        catch (TransactionPendingException)
        {
            return $"{intent} is sent and in no block yet";
        }
        catch (FeeLimitException e)
        {
            return $"{intent} waits for lower fees: {e.Message}";
        }
    }

    /// <summary>Moves tokens from the wallet into the Vault: one transaction where the token has permits, else approve and deposit.</summary>
    /// <exception cref="InsufficientFundsException">The wallet holds less.</exception>
    public async Task<TransactionReceipt> DepositAsync(
        ManifestToken token,
        UInt128 amount,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var wallet = new TokenClient(market.Client, token.Address);
        var balance = await wallet.BalanceAsync(Address, cancellationToken);
        if (balance < amount)
            throw new InsufficientFundsException(Address, token, balance, amount);
        var vault = market.Manifest.Vault;
        var deadline = (ulong)clock.GetUtcNow().ToUnixTimeSeconds() + 3600;
        var head = await market.HeadAsync(cancellationToken);
        deadline = Math.Max(deadline, head.Timestamp + 3600);
        if (await wallet.PermitDigestAsync(Address, vault, amount, deadline, cancellationToken) is { } digest)
        {
            var permit = await signer.SignAsync(digest, SigningKind.TypedData, cancellationToken);
            var bytes = permit.ToBytes();
            var call = new Vault.DepositWithPermitCall
            {
                Token = token.Address,
                To = Address,
                Amount = amount,
                PermitDeadline = deadline,
                V = bytes[64],
                R = new Bytes32(bytes.AsSpan(0, 32)),
                S = new Bytes32(bytes.AsSpan(32, 32)),
            };
            return await SendAsync("deposit", vault, call, isOnce: false, cancellationToken);
        }

        if (await wallet.AllowanceAsync(Address, vault, cancellationToken) < amount)
            await SendAsync("approve", token.Address, TokenClient.Approve(vault, amount), isOnce: false, cancellationToken);
        return await SendAsync(
            "deposit",
            vault,
            new Vault.DepositCall
            {
                Token = token.Address,
                To = Address,
                Amount = amount,
            },
            isOnce: false,
            cancellationToken
        );
    }
}
