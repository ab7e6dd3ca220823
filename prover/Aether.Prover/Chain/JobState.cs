using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Prover.Chain;

/// <summary>A Job's two storage slots, as JobMarket.job returns them.</summary>
public readonly record struct JobState(Address Provider, ulong Deadline, ulong CapAt, JobStatus Status, int Contests, Bytes32 Digest);
