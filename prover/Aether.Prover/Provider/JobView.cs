using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;

namespace Aether.Prover.Provider;

/// <summary>What the chain says about a Job at one head.</summary>
/// <param name="Provider">Who locked it; zero before.</param>
/// <param name="Deadline">Of the present state, chain seconds.</param>
/// <param name="LockDepth">Blocks that hold our lock, its own included; 0 while it is in none.</param>
/// <param name="Now">Chain seconds.</param>
/// <param name="Contests">The referees at work, a bit each; while there are any the market waits for them.</param>
/// <param name="Demand">What is demanded on chain, where that matters now.</param>
/// <param name="IsAnswered">The output was answered on chain, as a demand asked.</param>
public sealed record JobView(
    JobStatus Status,
    Address Provider,
    ulong Deadline,
    ulong LockDepth,
    ulong Now,
    int Contests = 0,
    DemandState? Demand = null,
    bool IsAnswered = false
);
