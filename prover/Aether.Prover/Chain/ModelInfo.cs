using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Prover.Chain;

/// <summary>A registered Model as its events tell it.</summary>
public sealed record ModelInfo
{
    public required Bytes32 ModelId { get; init; }

    public required Address Creator { get; init; }

    public required Bytes32 ContentHash { get; init; }

    public required Bytes32 Parent { get; init; }

    public required byte Kind { get; init; }

    public required uint LicenceId { get; init; }

    /// <summary>The frozen list: what every settlement pays.</summary>
    public required IReadOnlyList<Split> Royalties { get; init; }

    public required Bytes32 RoyaltyHash { get; init; }

    public required string Uri { get; init; }

    public required bool IsRetired { get; init; }

    public int RoyaltyBps => Royalties.Sum(split => split.Bps);
}
