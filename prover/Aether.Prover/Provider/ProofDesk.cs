using Aether.Inference;
using Aether.Proofs;
using Aether.Prover.Policy;
using Microsoft.Extensions.Logging;

namespace Aether.Prover.Provider;

/// <summary>The one place where proofs are made: one at a time, with the reference string of the policy.</summary>
internal sealed class ProofDesk(ProofPolicy? policy, Srs? srs, ILogger log) : IDisposable
{
    private readonly SemaphoreSlim _device = new(1);
    private readonly Lazy<Digest> _srsId = new(() => new Digest(srs!.Id()));
    private int _inside;

    /// <summary>Why runs of this model are not proved here; null where they are.</summary>
    /// <param name="isSealed">Its output is to be sealed.</param>
    public string? Refusal(ShelvedModel model, bool isSealed)
    {
        if (policy is null || srs is null)
            return "the policy names no reference string (proof.srs)";
        var needs = model.Proof;
        if (needs.Refusal is not null)
            return needs.Refusal;
        if (isSealed && needs.SealedRefusal is not null)
            return needs.SealedRefusal;
        if (needs.SrsId != _srsId.Value)
            return $"the model was prepared with the reference string {needs.SrsId}; the policy's is {_srsId.Value}";
        return needs.Bytes > (long)policy.MemoryMiB << 20
            ? $"a proof takes {needs.Bytes >> 20} MiB; proof.memoryMiB allows {policy.MemoryMiB}"
            : null;
    }

    /// <summary>Waits for its turn, proves, and checks the proof as the chain will.</summary>
    /// <returns>The envelope.</returns>
    /// <exception cref="ProofRefusedException">The model cannot be proved with this string.</exception>
    /// <exception cref="InvalidOperationException">The proof that was made does not hold: it is not to be sent.</exception>
    public async Task<byte[]> ProveAsync(string jobId, ProofTask task, CancellationToken cancellationToken)
    {
        var before = Interlocked.Increment(ref _inside) - 1;
        try
        {
            if (before > 0)
                ProviderLog.ProofWaits(log, jobId, before);
            await _device.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(() => Prove(task, new ProofReports(log, jobId), cancellationToken), cancellationToken);
            }
            finally
            {
                _device.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    public void Dispose() => _device.Dispose();

    private byte[] Prove(ProofTask task, IProgress<ProofStage> progress, CancellationToken cancellationToken)
    {
        var key = ModelPreparation.KeyOf(task.Model, srs!, cancellation: cancellationToken);
        var witness = Witness.Of(key.Plan, task.Input, cancellationToken);
        var options = new ProverOptions { Threads = policy!.Threads, Progress = progress };
        var proof = InferenceProver.Prove(witness, task.Statement(), task.Input, task.Package?.Words, srs!, options, cancellationToken);
        var envelope = task.Envelope(proof);
        return InferenceEnvelope.Verify(key, task.Model.ContentHash, task.Question, envelope, srs!.TauG2) is { } refused
            ? throw new InvalidOperationException($"the proof that was made does not hold: {refused}")
            : envelope;
    }
}
