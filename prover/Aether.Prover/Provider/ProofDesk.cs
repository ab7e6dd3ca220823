using Aether.Inference;
using Aether.Proofs;
using Aether.Prover.Policy;

namespace Aether.Prover.Provider;

/// <summary>The one place where proofs are made: one at a time, with the reference string of the policy.</summary>
internal sealed class ProofDesk(ProofPolicy? policy, Srs? srs) : IDisposable
{
    private readonly SemaphoreSlim _device = new(1);
    private readonly Lazy<Digest> _srsId = new(() => new Digest(srs!.Id()));

    /// <summary>Why runs of this model are not proved here; null where they are.</summary>
    public string? Refusal(ShelvedModel model)
    {
        if (policy is null || srs is null)
            return "the policy names no reference string (proof.srs)";
        var needs = model.Proof;
        if (needs.Refusal is not null)
            return needs.Refusal;
        if (needs.SrsId != _srsId.Value)
            return $"the model was prepared with the reference string {needs.SrsId}; the policy's is {_srsId.Value}";
        return needs.Bytes > (long)policy.MemoryMiB << 20
            ? $"a proof takes {needs.Bytes >> 20} MiB; proof.memoryMiB allows {policy.MemoryMiB}"
            : null;
    }

    /// <summary>Waits for its turn, proves a public output, and checks the proof as the chain will.</summary>
    /// <param name="question">What settlement will ask.</param>
    /// <param name="preimage">Of modelId, 192 bytes.</param>
    /// <param name="outputSalt">salt'.</param>
    /// <returns>The envelope.</returns>
    /// <exception cref="ProofRefusedException">The model cannot be proved with this string.</exception>
    /// <exception cref="InvalidOperationException">The proof that was made does not hold: it is not to be sent.</exception>
    public async Task<byte[]> ProveAsync(
        Air8Model model,
        Tensor input,
        Digest inputSalt,
        Tensor output,
        Digest outputSalt,
        ReadOnlyMemory<byte> preimage,
        ProofQuestion question,
        CancellationToken cancellationToken
    )
    {
        await _device.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(
                () => Prove(model, input, inputSalt, output, outputSalt, preimage.Span, question, cancellationToken),
                cancellationToken
            );
        }
        finally
        {
            _device.Release();
        }
    }

    public void Dispose() => _device.Dispose();

    private byte[] Prove(
        Air8Model model,
        Tensor input,
        Digest inputSalt,
        Tensor output,
        Digest outputSalt,
        ReadOnlySpan<byte> preimage,
        ProofQuestion question,
        CancellationToken cancellationToken
    )
    {
        var key = ModelPreparation.KeyOf(model, srs!, cancellationToken);
        var statement = new InferenceStatement
        {
            Ic = question.Claim.Compute().ToArray(),
            Input = input.Bytes.ToArray(),
            Output = output.Bytes.ToArray(),
        };
        var options = new ProverOptions { Threads = policy!.Threads };
        var witness = Witness.Of(key.Plan, input, cancellationToken);
        var proof = InferenceProver.Prove(witness, statement, input, null, srs!, options, cancellationToken);
        var envelope = InferenceEnvelope.Write(
            preimage,
            inputSalt,
            input,
            null,
            InferenceEnvelope.Output.Public(outputSalt, output),
            proof
        );
        return InferenceEnvelope.Verify(key, model.ContentHash, question, envelope, srs!.TauG2) is { } refused
            ? throw new InvalidOperationException($"the proof that was made does not hold: {refused}")
            : envelope;
    }
}
