using Aether.Cuda;
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
        if (needs.Bytes > (long)policy.MemoryMiB << 20)
            return $"a proof takes {needs.Bytes >> 20} MiB; proof.memoryMiB allows {policy.MemoryMiB}";
        try
        {
            ProofEngines.Choose(policy.Backend, needs.DeviceBytes, out _);
            return null;
        }
        catch (BackendUnavailableException e)
        {
            return e.Message;
        }
    }

    /// <summary>Says what proofs are made on, or why none are.</summary>
    public void LogEngine()
    {
        if (policy is null)
            return;
        try
        {
            var engine = ProofEngines.Choose(policy.Backend, 0, out var note);
            ProviderLog.ProvesOn(log, engine.Name, note ?? "nothing else was asked for");
        }
        catch (BackendUnavailableException e)
        {
            ProviderLog.ProvesNothing(log, e.Message);
        }
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
                return await Task.Run(() => Prove(jobId, task, cancellationToken), cancellationToken);
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

    private byte[] Prove(string jobId, ProofTask task, CancellationToken cancellationToken) =>
        ProofEngines.Run(
            policy!.Backend,
            CudaProofEngine.BytesFor(ProofPlan.Of(task.Model)),
            engine => Prove(engine, task, new ProofReports(log, jobId), cancellationToken),
            note => ProviderLog.ProofWithoutGpu(log, jobId, note)
        );

    private byte[] Prove(ProofEngine engine, ProofTask task, IProgress<ProofStage> progress, CancellationToken cancellationToken)
    {
        var options = new ProverOptions
        {
            Engine = engine,
            Threads = policy!.Threads,
            Progress = progress,
        };
        var key = ModelPreparation.KeyOf(task.Model, srs!, options, cancellationToken);
        var witness = Witness.Of(key.Plan, task.Input, cancellationToken);
        var proof = InferenceProver.Prove(witness, task.Statement(), task.Input, task.Package?.Words, srs!, options, cancellationToken);
        var envelope = task.Envelope(proof);
        return InferenceEnvelope.Verify(key, task.Model.ContentHash, task.Question, envelope, srs!.TauG2) is { } refused
            ? throw new InvalidOperationException($"the proof that was made does not hold: {refused}")
            : envelope;
    }
}
