using Aether.Contracts;
using Aether.Prover.Chain;
using Aether.Prover.Policy;
using Microsoft.Extensions.Logging;

namespace Aether.Prover.Provider;

/// <summary>Decisions in words, with amounts as people write them.</summary>
internal static class OfferText
{
    public static void LogWouldLock(ILogger log, MarketClient market, Request request, PolicyDecision decision, ulong now)
    {
        var lockAt = decision.LockAt!.Value;
        ProviderLog.WouldLock(
            log,
            EntityId.Pack(request.Requester, request.Nonce).ToString(),
            lockAt,
            (long)lockAt - (long)Math.Min(lockAt, now),
            Amount(market, request, decision.PriceAtLock),
            Amount(market, request, decision.MinPrice)
        );
    }

    public static string Amount(MarketClient market, Request request, UInt128 units)
    {
        var token = market.Manifest.Tokens.FirstOrDefault(entry => entry.Address == request.Token);
        return $"{TokenAmount.Format(units, token?.Decimals ?? 0)} {token?.Symbol ?? request.Token.ToString()}";
    }
}
