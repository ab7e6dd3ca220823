using Aether.Inference;

namespace Aether.Proofs;

/// <summary>Makes a model file ready for the Validity tier: the id of a reference string and the two points made with it.</summary>
/// <remarks>Source: prover/AIR8.md, File. No other byte changes; the contentHash does, so a prepared model is another Model.</remarks>
public static class ModelPreparation
{
    /// <returns>The prepared file.</returns>
    /// <exception cref="ProofRefusedException">The model is outside what is proved, or the reference string is too short.</exception>
    public static byte[] Prepare(Air8Model model, Srs srs, ProverOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(srs);
        VerifyingKey key = InferenceProver.KeyOf(ProofPlan.Of(model), srs, options, cancellation);
        byte[] file = model.File.ToArray();
        srs.Id().CopyTo(file, FileHeader.SrsIdOffset);
        key.WeightsPoint.ToBytes().CopyTo(file, FileHeader.WeightsPointOffset);
        key.TablePoint.ToBytes().CopyTo(file, FileHeader.TablesPointOffset);
        return file;
    }

    /// <summary>What a prepared model is verified with, after its points were made again from its weights and tables.</summary>
    /// <exception cref="FieldFormatException">The model is not prepared, was prepared with another string, or its points are not those of its columns.</exception>
    /// <exception cref="ProofRefusedException">The model is outside what is proved.</exception>
    public static VerifyingKey KeyOf(Air8Model model, Srs srs, ProverOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(srs);
        if (model.SrsId.IsZero)
            throw new FieldFormatException("the model is not prepared for proofs (aether model prepare)");
        if (model.SrsId != new Digest(srs.Id()))
            throw new FieldFormatException($"the model was prepared with the reference string {model.SrsId}, not this one");
        VerifyingKey key = InferenceProver.KeyOf(ProofPlan.Of(model), srs, options, cancellation);
        return
            key.WeightsPoint.ToBytes().AsSpan().SequenceEqual(model.WeightsPoint.Span)
            && key.TablePoint.ToBytes().AsSpan().SequenceEqual(model.TablesPoint.Span)
            ? key
            : throw new FieldFormatException("the model's points are not those of its weights and tables");
    }
}
