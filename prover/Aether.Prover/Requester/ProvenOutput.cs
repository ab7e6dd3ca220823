using Aether.Inference;
using Aether.Proofs;
using Aether.Prover.Delivery;

namespace Aether.Prover.Requester;

/// <summary>The public output inside the envelope of a proof: whoever paid for it needs nobody to hand it over.</summary>
/// <remarks>Source: prover/PROOFS.md, Envelope.</remarks>
internal static class ProvenOutput
{
    /// <summary>The output's bytes as they would answer a demand; null where the envelope ends too early or holds no output of the model.</summary>
    public static byte[]? AnswerOf(ReadOnlySpan<byte> envelope, ModelForm form)
    {
        var at = InferenceEnvelope.ModelBytes;
        if (envelope.Length <= at)
            return null;
        var input = envelope[at] == 0 ? Tensor.ByteCount(form.InputType, form.InputShape) : Digest.Size + G1Point.Bytes;
        var start = at + 1 + Digest.Size + input;
        var bytes = Tensor.ByteCount(form.OutputType, form.OutputShape);
        if (envelope.Length < start + Digest.Size + bytes)
            return null;
        try
        {
            var output = form.DecodeOutput(envelope.Slice((int)start + Digest.Size, (int)bytes));
            return PublicAnswer.Write(new Digest(envelope.Slice((int)start, Digest.Size)), output);
        }
        catch (Air8RefusedException)
        {
            return null;
        }
    }
}
