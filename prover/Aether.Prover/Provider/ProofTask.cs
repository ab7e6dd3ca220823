using Aether.Inference;
using Aether.Proofs;
using Aether.Prover.Delivery;

namespace Aether.Prover.Provider;

/// <summary>A run to be proved, and everything its envelope opens.</summary>
/// <param name="Question">What settlement will ask.</param>
/// <param name="ModelPreimage">Of modelId, 192 bytes.</param>
/// <param name="OutputSalt">salt' of a public output.</param>
/// <param name="Package">Of a sealed output; null for a public one.</param>
internal sealed record ProofTask(
    ProofQuestion Question,
    Air8Model Model,
    byte[] ModelPreimage,
    Tensor Input,
    Digest InputSalt,
    Tensor Output,
    Digest OutputSalt,
    PointPackage? Package
)
{
    /// <summary>What the proof speaks of.</summary>
    public InferenceStatement Statement()
    {
        var statement = new InferenceStatement { Ic = Question.Claim.Compute().ToArray(), Input = Input.Bytes.ToArray() };
        if (Package is null)
            return statement with { Output = Output.Bytes.ToArray() };
        statement = statement with { Pads = SealedWords.Pads(Question.Key, SealedWords.OrderKey(Question.Claim), Package.Words.Length) };
        return Question.Answered
            ? statement with
            {
                Ciphertext = Package.Words,
            }
            : statement with
            {
                CiphertextPoint = G1Point.Read(Package.Point.Span),
            };
    }

    public byte[] Envelope(ReadOnlySpan<byte> proof)
    {
        var output = Package is null
            ? InferenceEnvelope.Output.Public(OutputSalt, Output)
            : InferenceEnvelope.Output.Sealed(Package.Words, Package.Point.Span, Question.Answered);
        return InferenceEnvelope.Write(ModelPreimage, InputSalt, Input, null, output, proof);
    }
}
