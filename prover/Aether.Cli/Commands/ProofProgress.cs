using Aether.Proofs;

namespace Aether.Cli.Commands;

/// <summary>What a prover is at, for people, with an estimate of what is left.</summary>
internal sealed class ProofProgress(IProgress<string> progress, TimeProvider? clock = null) : IProgress<ProofStage>
{
    // Before this share nothing can be said of the rest.
    private const double Estimable = 0.1;

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private long? _started;

    public void Report(ProofStage value)
    {
        _started ??= _clock.GetTimestamp();
        var done = value.ShareBefore();
        var elapsed = _clock.GetElapsedTime(_started.Value).TotalSeconds;
        var left = done is > Estimable and < 1 ? FormattableString.Invariant($", about {elapsed / done * (1 - done):F0} s left") : "";
        progress.Report($"{Text(value)}{left}");
    }

    private static string Text(ProofStage stage) =>
        stage switch
        {
            ProofStage.Columns => "committing to the run",
            ProofStage.Lookups => "inverting the lookups",
            ProofStage.Products => "proving the products",
            ProofStage.LookupRounds => "proving the lookups",
            ProofStage.Claims => "bringing all claims to one point",
            ProofStage.Opening => "opening the commitments",
            _ => "proved",
        };
}
