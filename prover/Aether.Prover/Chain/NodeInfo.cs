using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Sealing;

namespace Aether.Prover.Chain;

/// <summary>A Node as its newest event tells it.</summary>
public sealed record NodeInfo(UInt256 NodeId, Address SessionKey, byte Zone, bool IsActive, UInt256 SealX, UInt256 SealY, string Endpoint)
{
    public Address Provider => EntityId.Owner(NodeId);

    /// <exception cref="SealingException">The registry never admits such a point, so the RPC lied.</exception>
    public P256Point SealingKey => P256Point.FromCoordinates(SealX.ToBigEndian(), SealY.ToBigEndian());
}
