using System.Globalization;
using System.Numerics;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Delivery;

namespace Aether.Prover.Policy;

/// <summary>Decides on a Request: every reason against it, or the least price and the first second at which to lock. Pure.</summary>
public sealed class PolicyEvaluator(ProviderPolicy policy)
{
    private const int BpsScale = 10_000;

    private static readonly string[] TierNames = ["cooperative", "optimistic", "validity", "attested"];

    public PolicyDecision Evaluate(Request request, PolicyFacts facts)
    {
        var reasons = new List<SkipReason>();
        void Skip(string code, string text) => reasons.Add(new SkipReason(code, text));

        CheckAuction(request, facts, Skip);
        CheckTerms(request, facts, Skip);
        var acceptUnlisted = !facts.IsVerifierListed && policy.VerifiersUnlisted.Any(v => Address.Parse(v) == request.Verifier);
        if (!facts.IsVerifierListed && !acceptUnlisted)
            Skip(
                "verifier_unlisted",
                $"{request.Verifier} is not listed for this tier, and the policy does not name it under verifiersUnlisted"
            );

        if (Tokens(request, facts) is not { } token)
        {
            Skip("token_not_accepted", $"token {facts.TokenSymbol ?? request.Token.ToString()} is not in the policy");
            return new PolicyDecision(0, null, 0, acceptUnlisted, reasons);
        }

        CheckMoney(request, facts, token, Skip);
        if (Model(request.ModelId) is not { } model)
        {
            Skip("model_not_priced", $"the policy has no cost for model {request.ModelId}");
            return new PolicyDecision(0, null, 0, acceptUnlisted, reasons);
        }

        if (request.MinPrice > request.MaxPrice)
        {
            Skip("auction_malformed", $"minPrice {Format(request.MinPrice)} is above maxPrice {Format(request.MaxPrice)}");
            return new PolicyDecision(0, null, 0, acceptUnlisted, reasons);
        }

        var minPrice = MinPrice(model, token, request.MaxUnits, facts, (Tier)request.Tier);
        var curve = CurveOf(request);
        // Somebody else's exclusive window must have passed.
        var opens = request.Exclusive.IsZero || request.Exclusive == facts.Provider ? 0 : request.RampStart + request.ExclusiveSecs + 1;
        var lockAt = curve.FirstTimeAtLeast(minPrice, Math.Max(facts.Now, opens));
        var highest = curve.PriceAt(curve.LockBy);
        if (highest < minPrice)
        {
            Skip(
                "price_too_low",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"it ends at {Format(highest)} {facts.TokenSymbol}; cost, gas, margin, fee, royalties and extras ask for {Format(minPrice)}"
                )
            );
        }

        var priceAtLock = lockAt is { } at ? curve.PriceAt(at) : 0;
        var needed = UInt128.Max(request.MinPrice, priceAtLock);
        if (request.Collateral > priceAtLock * (uint)policy.CollateralPerPriceMax && lockAt is not null)
            Skip(
                "collateral_too_high",
                $"collateral {Format(request.Collateral)} is above {policy.CollateralPerPriceMax} times the price of the lock, {Format(priceAtLock)}: a decline costs a tenth of it"
            );
        if (facts.RequesterFree < needed)
            Skip(
                "requester_unfunded",
                $"the requester's free balance {Format(facts.RequesterFree)} is below the price of the lock, {Format(needed)}"
            );
        return new PolicyDecision(minPrice, lockAt, priceAtLock, acceptUnlisted, reasons);

        string Format(UInt128 units) => TokenAmount.Format(units, facts.TokenDecimals);
    }

    public static PriceCurve CurveOf(Request request) =>
        new(request.MinPrice, request.MaxPrice, request.RampStart, request.RampSecs, request.ExclusiveSecs, request.LockSecs);

    /// <summary>
    /// Least price whose rest after fee, royalties and extras covers cost and gas with the margin. Rounds up at every step. A run may end after one unit
    /// of work (a decode loop at its first token), and one unit earns price / maxUnits.
    /// </summary>
    internal UInt128 MinPrice(ModelPolicy model, TokenPolicy token, uint maxUnits, PolicyFacts facts, Tier tier = Tier.Cooperative)
    {
        BigInteger cost = TokenAmount.Parse(model.CostPerUnit, facts.TokenDecimals);
        BigInteger perEther = TokenAmount.Parse(token.PerEther, facts.TokenDecimals);
        BigInteger assumedWei = TokenAmount.Parse(policy.Gas.AssumedGwei, 9);
        var gas = DivideUp(
            (tier == Tier.Validity ? policy.Gas.PerProvenJob + facts.ProofGas : policy.Gas.PerJob) * assumedWei * perEther,
            BigInteger.Pow(10, 18)
        );
        var net = DivideUp((cost + gas) * (BpsScale + policy.MarginBps), BpsScale);
        var kept = BpsScale - facts.FeeBps - facts.SplitBps;
        var price = DivideUp(net * BpsScale, kept);
        // Fee, royalties and extras round by themselves, which moves the least price by a unit or two.
        while (Kept(price) < net)
            price++;
        while (price > 0 && Kept(price - 1) >= net)
            price--;
        price *= maxUnits;
        return price > (BigInteger)TokenAmount.MaxValue ? UInt128.MaxValue : (UInt128)price;

        BigInteger Kept(BigInteger paid) => paid - DivideUp(paid * facts.FeeBps, BpsScale) - (paid * facts.SplitBps / BpsScale);
    }

    private static BigInteger DivideUp(BigInteger value, BigInteger divisor) => (value + divisor - 1) / divisor;

    private static void CheckAuction(Request request, PolicyFacts facts, Action<string, string> skip)
    {
        var curve = CurveOf(request);
        if (facts.Now > curve.LockBy)
            skip("auction_over", $"it could be locked until {curve.LockBy}; the chain is at {facts.Now}");
        if (request.Exclusive.IsZero || request.Exclusive == facts.Provider)
            return;
        if (request.ExclusiveSecs >= request.LockSecs)
            skip("exclusive_other", $"only {request.Exclusive} may lock it");
    }

    private void CheckTerms(Request request, PolicyFacts facts, Action<string, string> skip)
    {
        var tier = request.Tier < TierNames.Length ? TierNames[request.Tier] : request.Tier.ToString(CultureInfo.InvariantCulture);
        if (!policy.Tiers.Contains(tier, StringComparer.Ordinal))
            skip("tier_not_accepted", $"tier {tier} is not in the policy");
        if (!facts.IsModelOffered)
            skip("model_unknown", $"model {request.ModelId} is not registered, or retired");
        else if (!facts.HasModelFile)
            skip("model_file_missing", $"no file with the contentHash of model {request.ModelId} is in the models folder");
        if (request.OutputMode > (byte)OutputMode.Sealed)
            skip("output_mode", $"outputMode {request.OutputMode} does not exist");
        else if ((OutputMode)request.OutputMode == OutputMode.Sealed && facts.PackageBytes > SealedPackage.BytesMax)
            skip(
                "output_too_large",
                $"its sealed output takes {facts.PackageBytes} bytes on chain; at most {SealedPackage.BytesMax} can be answered when a requester demands it"
            );
        if (facts.NotProvable is { } notProvable)
            skip("not_provable", notProvable);
        if (request.MaxUnits < facts.UnitsMax)
            skip("units_too_few", $"maxUnits {request.MaxUnits} is below the {facts.UnitsMax} that a run of the model may do");
        if (request.InputSecs < policy.InputSecsMin)
            skip(
                "input_not_owed",
                $"inputSecs {request.InputSecs} is below {policy.InputSecsMin}: an input that is kept back could not be demanded, only declined for a tenth of the collateral"
            );
        if (request.ExecSecs < policy.ExecSecsMin)
            skip("exec_too_short", $"execSecs {request.ExecSecs} is below {policy.ExecSecsMin}");
        if (request.DisputeSecs > policy.DisputeSecsMax)
            skip("dispute_too_long", $"disputeSecs {request.DisputeSecs} is above {policy.DisputeSecsMax}");
        if (((request.RegionMask >> facts.Zone) & 1) == 0)
            skip("region", $"zone {facts.Zone} is not in its region mask");
    }

    private void CheckMoney(Request request, PolicyFacts facts, TokenPolicy token, Action<string, string> skip)
    {
        string Format(UInt128 units) => TokenAmount.Format(units, facts.TokenDecimals);
        var max = TokenAmount.Parse(token.ExposureMax, facts.TokenDecimals);
        if (facts.Exposure + request.Collateral > max)
            skip(
                "exposure",
                $"{Format(facts.Exposure)} at stake and {Format(request.Collateral)} more is above exposureMax {token.ExposureMax}"
            );
        if (facts.JobsInFlight >= policy.JobsInFlightMax)
            skip("jobs_in_flight", $"{facts.JobsInFlight} jobs are in flight, the most the policy allows");
        if (facts.ProviderFree < request.Collateral)
            skip(
                "collateral_unfunded",
                $"the provider's free balance {Format(facts.ProviderFree)} is below the collateral {Format(request.Collateral)}"
            );
    }

    private TokenPolicy? Tokens(Request request, PolicyFacts facts)
    {
        foreach (var (name, token) in policy.Tokens)
        {
            if (name == facts.TokenSymbol || string.Equals(name, request.Token.ToString(), StringComparison.OrdinalIgnoreCase))
                return token;
        }

        return null;
    }

    private ModelPolicy? Model(Bytes32 modelId)
    {
        foreach (var (name, model) in policy.Models)
        {
            if (string.Equals(name, modelId.ToString(), StringComparison.OrdinalIgnoreCase))
                return model;
        }

        return policy.Models.GetValueOrDefault("*");
    }
}
