using System.Collections.Concurrent;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;
using Aether.Prover.Policy;

namespace Aether.Prover.Provider;

/// <summary>Gathers what the policy must know about a Request from the chain, and asks it.</summary>
internal sealed class OfferJudge(
    MarketClient market,
    PolicyEvaluator policy,
    ModelShelf shelf,
    ProofDesk proofs,
    NodeIdentity node,
    ChainClock chainTime,
    TimeProvider clock
)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Bytes32, (ModelInfo Model, long At)> _models = new();
    private (NodeInfo? Node, long At)? _node;

    /// <param name="exposure">Collateral of the Request's token at stake already.</param>
    public async Task<PolicyDecision> JudgeAsync(
        SignedRequest offer,
        UInt128 exposure,
        int jobsInFlight,
        CancellationToken cancellationToken
    )
    {
        var request = offer.Request;
        var model = await ModelAsync(request.ModelId, cancellationToken);
        var token = market.Manifest.Tokens.FirstOrDefault(entry => entry.Address == request.Token);
        if (_node is not { } known || (known.Node is null && clock.GetElapsedTime(known.At) >= FreshFor))
            _node = known = (await market.NodeAsync(node.NodeId, cancellationToken), clock.GetTimestamp());
        var shelved = model is null ? null : shelf.Find(model.ContentHash);
        var (notProvable, proofGas) =
            (Tier)request.Tier == Tier.Validity ? await ProofAsync(request, shelved, cancellationToken) : (null, 0);
        var facts = new PolicyFacts
        {
            Now = chainTime.Now,
            TokenSymbol = token?.Symbol,
            TokenDecimals = token?.Decimals ?? 18,
            FeeBps = await market.FeeBpsAsync(cancellationToken),
            SplitBps = (model?.RoyaltyBps ?? 0) + offer.Extras.Sum(split => split.Bps),
            IsModelOffered = model is { IsRetired: false },
            HasModelFile = shelved is not null,
            PackageBytes = shelved?.PackageBytes ?? 0,
            UnitsMax = shelved?.Form.UnitsMax ?? 0,
            IsVerifierListed = request.Tier <= 3 && await market.IsListedAsync(request.Verifier, request.Tier, cancellationToken),
            NotProvable = notProvable,
            ProofGas = proofGas,
            RequesterFree = await market.FreeAsync(request.Token, request.Requester, cancellationToken),
            ProviderFree = await market.FreeAsync(request.Token, node.Provider, cancellationToken),
            Exposure = exposure,
            JobsInFlight = jobsInFlight,
            Provider = node.Provider,
            Zone = known.Node?.Zone ?? 0,
        };
        return policy.Evaluate(request, facts);
    }

    /// <summary>A Job that cannot be proved costs collateral: everything that settlement will ask is asked before the lock.</summary>
    /// <returns>Why it cannot be proved, or null and what the check of the proof costs at most.</returns>
    private async Task<(string? Refusal, ulong Gas)> ProofAsync(Request request, ShelvedModel? shelved, CancellationToken cancellationToken)
    {
        if (market.Manifest.ValidityVerifier is not { } verifier || market.Manifest.ValidityRegistry is null)
            return ("the chain's manifest names no ValidityVerifier", 0);
        if (request.Verifier != verifier)
            return ($"verifier {request.Verifier} is not the ValidityVerifier {verifier}, whose proofs are made here", 0);
        if (shelved is null)
            return (null, 0); // Said elsewhere.
        var isSealed = (OutputMode)request.OutputMode == OutputMode.Sealed;
        if (proofs.Refusal(shelved, isSealed) is { } refusal)
            return (refusal, 0);
        var registered = await market.ValidityModelAsync(shelved.ContentHash.ToBytes32(), cancellationToken);
        // The last second of a settlement: a sealed output's comes after the window.
        var last =
            chainTime.Now + request.LockSecs + request.ExecSecs + (isSealed ? request.DisputeSecs : 0) + (2 * market.Manifest.GraceSecs);
        return registered.IsOpenUntil(last)
            ? (null, registered.VerifyGasInClear(Tensor.ByteCount(shelved.Form.InputType, shelved.Form.InputShape)))
            : ($"contentHash {shelved.ContentHash} is not registered for proofs, or its registration ends too early", 0);
    }

    public async Task<ModelInfo?> ModelAsync(Bytes32 modelId, CancellationToken cancellationToken)
    {
        if (!_models.TryGetValue(modelId, out var cached))
        {
            // Only what is registered is remembered: strangers name as many other ids as they like.
            if (await market.ModelAsync(modelId, cancellationToken) is not { } model)
                return null;
            cached = (model, clock.GetTimestamp());
            _models[modelId] = cached;
        }
        else if (clock.GetElapsedTime(cached.At) >= FreshFor)
        {
            // All of a registration but retirement is in its id, so its events, blocks and blocks ago, are searched once.
            if (await market.IsModelRetiredAsync(modelId, cancellationToken) is not { } isRetired)
            {
                _models.TryRemove(modelId, out _);
                return null;
            }

            cached = (cached.Model with { IsRetired = isRetired }, clock.GetTimestamp());
            _models[modelId] = cached;
        }

        return cached.Model;
    }
}
