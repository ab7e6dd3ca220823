using Aether.Proofs;
using Microsoft.Extensions.Logging;

namespace Aether.Prover.Provider;

/// <summary>Tells the log how far a Job's proof is: in full view once it is worth waiting for.</summary>
internal sealed class ProofReports(ILogger log, string jobId) : IProgress<ProofStage>
{
    private static readonly TimeSpan WorthSaying = TimeSpan.FromSeconds(5);

    private readonly ProofClock _clock = new(TimeProvider.System);

    public void Report(ProofStage value)
    {
        if (_clock.LeftAt(value) is not { } left)
            ProviderLog.ProofStage(log, jobId, value.Text());
        else if (left < WorthSaying)
            ProviderLog.ProofNearlyDone(log, jobId, value.Text(), left.TotalSeconds);
        else
            ProviderLog.ProofProgress(log, jobId, value.Text(), left.TotalSeconds);
    }
}
