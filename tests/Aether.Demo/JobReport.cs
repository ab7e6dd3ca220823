namespace Aether.Demo;

/// <summary>One job as GraphQL tells it once it is over. Amounts in the token's smallest unit.</summary>
public sealed record JobReport
{
    public required string JobId { get; init; }
    public required string Status { get; init; }
    public required string Tier { get; init; }
    public required string Requester { get; init; }
    public required string Provider { get; init; }
    public required string ModelId { get; init; }
    public required long Price { get; init; }
    public required long RampStart { get; init; }
    public required long LockedTime { get; init; }
    public string? InferenceCommitment { get; init; }
    public string? OutputCommit { get; init; }
    public long? Units { get; init; }
    public required SettlementReport Settlement { get; init; }

    /// <summary>What settling it by a proof took; null: it ended in another way.</summary>
    public ProofReport? Proof { get; init; }

    /// <summary>The key that opens a sealed output, which its settlement showed; zero: none.</summary>
    public required string Key { get; init; }
    public string? PostedTransaction { get; init; }
    public required string LockedTransaction { get; init; }
    public string? SubmittedTransaction { get; init; }
    public required string ClosedTransaction { get; init; }

    /// <summary>Gas of each of its transactions, by name.</summary>
    public IReadOnlyDictionary<string, long> Gas { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>What the model answered, when the requester's program said so.</summary>
    public string? Answer { get; init; }
}

/// <param name="GasUsed">Of the whole transaction.</param>
/// <param name="Settlements">Jobs settled in it.</param>
/// <param name="ProofBytes">What was sent as its proof.</param>
public sealed record ProofReport(long GasUsed, long Settlements, long ProofBytes);

/// <summary>Where price and collateral went.</summary>
public sealed record SettlementReport(
    long ToProvider,
    long Fee,
    long Royalties,
    long Extras,
    long Refund,
    long Compensation,
    long ToReporter,
    long CollateralBack,
    long Burned
);
