using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Prover.Chain;

/// <summary>Terms: what every call after a lock repeats to the market, from the Request and what JobLocked adds to it.</summary>
public static class LockTerms
{
    public static Terms Of(Bytes32 requestDigest, LockEvent locked) =>
        Of(requestDigest, locked.NodeId, locked.Request, locked.Price, locked.FeeBps, locked.Listed, locked.RoyaltyHash);

    public static Terms Of(
        Bytes32 requestDigest,
        UInt256 nodeId,
        Request request,
        UInt128 price,
        ushort feeBps,
        bool listed,
        Bytes32 royaltyHash
    ) =>
        new()
        {
            RequestDigest = requestDigest,
            Token = request.Token,
            Price = price,
            Collateral = request.Collateral,
            FeeBps = feeBps,
            Tier = request.Tier,
            Listed = listed,
            Verifier = request.Verifier,
            NodeId = nodeId,
            ModelId = request.ModelId,
            InputCommit = request.InputCommit,
            Watchers = request.Watchers,
            OutputMode = request.OutputMode,
            RoyaltyHash = royaltyHash,
            ExtrasHash = request.ExtrasHash,
            MaxUnits = request.MaxUnits,
            ExecSecs = request.ExecSecs,
            InputSecs = request.InputSecs,
            DisputeSecs = request.DisputeSecs,
            Relay = request.Relay,
            Agent = request.Agent,
        };
}
