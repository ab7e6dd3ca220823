using Aether.Proofs;

namespace Aether.Cli.Commands;

/// <summary>What a prover is at, for people, with an estimate of what is left.</summary>
internal sealed class ProofProgress(IProgress<string> progress) : IProgress<ProofStage>
{
    private readonly ProofClock _clock = new(TimeProvider.System);

    public void Report(ProofStage value)
    {
        var left = _clock.LeftAt(value) is { } time ? FormattableString.Invariant($", about {time.TotalSeconds:F0} s left") : "";
        progress.Report($"{value.Text()}{left}");
    }
}
