using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;

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

    /// <summary>Preimage of <see cref="ModelId"/>, 192 bytes: what an envelope opens it with.</summary>
    public byte[] Preimage() =>
        Commitments.ModelPreimage(Creator.ToArray(), ContentHash.ToDigest(), Kind, Parent.ToDigest(), LicenceId, RoyaltyHash.ToDigest());

    public int RoyaltyBps => Royalties.Sum(split => split.Bps);
}
