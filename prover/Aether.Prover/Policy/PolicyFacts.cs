namespace Aether.Prover.Policy;

/// <summary>What must be known beside a Request to decide on it. Read from the chain's newest blocks and from the models folder.</summary>
public sealed record PolicyFacts
{
    /// <summary>Time of the block a lock would land in, chain seconds.</summary>
    public required ulong Now { get; init; }

    /// <summary>Symbol of the Request's token in the manifest; null for a token it does not name.</summary>
    public required string? TokenSymbol { get; init; }

    public required int TokenDecimals { get; init; }

    /// <summary>Protocol fee that a lock would freeze, basis points.</summary>
    public required int FeeBps { get; init; }

    /// <summary>Sum of the model's royalties and the Request's extras, basis points.</summary>
    public required int SplitBps { get; init; }

    /// <summary>Registered, and not retired.</summary>
    public required bool IsModelOffered { get; init; }

    /// <summary>A file with the model's contentHash is in the models folder.</summary>
    public required bool HasModelFile { get; init; }

    /// <summary>What a sealed output of the model takes on chain, bytes; 0 without a file.</summary>
    public required long PackageBytes { get; init; }

    /// <summary>Most units that a run of the model does; 0 without a file.</summary>
    public required uint UnitsMax { get; init; }

    public required bool IsVerifierListed { get; init; }

    /// <summary>Why a Request of the validity tier cannot be proved here, in words; null where it can, and for other tiers.</summary>
    public string? NotProvable { get; init; }

    /// <summary>What checking a proof of the model costs at most, gas; 0 for other tiers and where it cannot be proved.</summary>
    public ulong ProofGas { get; init; }

    /// <summary>Free Vault balances in the Request's token.</summary>
    public required UInt128 RequesterFree { get; init; }

    public required UInt128 ProviderFree { get; init; }

    /// <summary>Collateral of this token already at stake, jobs about to be locked included.</summary>
    public required UInt128 Exposure { get; init; }

    public required int JobsInFlight { get; init; }

    /// <summary>This Node's provider and zone.</summary>
    public required Ethereum.Address Provider { get; init; }

    public required int Zone { get; init; }
}
