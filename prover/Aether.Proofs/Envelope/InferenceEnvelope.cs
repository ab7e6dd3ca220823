using System.Buffers;
using Aether.Inference;

namespace Aether.Proofs;

/// <summary>The bytes that settle a job: the preimages of what the chain keeps as hashes, then the proof.</summary>
/// <remarks>Source: prover/PROOFS.md, Envelope.</remarks>
public static class InferenceEnvelope
{
    /// <summary>Bytes of the preimage of a modelId: creator, contentHash, kind, parent, licenceId, royaltyHash.</summary>
    public const int ModelBytes = 6 * Digest.Size;

    /// <summary>The output of a job, as its envelope needs it.</summary>
    /// <param name="Salt">salt' of a public output; cipherRoot of a sealed one.</param>
    /// <param name="Body">The frame of a public output; C_ct of a sealed one, and behind it the words of an answered one.</param>
    public readonly record struct Output(Digest Salt, ReadOnlyMemory<byte> Body)
    {
        /// <param name="salt">salt'.</param>
        public static Output Public(Digest salt, Tensor output)
        {
            ArgumentNullException.ThrowIfNull(output);
            return new Output(salt, output.Bytes.ToArray());
        }

        /// <param name="words">Of <see cref="SealedWords.Seal"/>.</param>
        /// <param name="point">C_ct, 64 bytes.</param>
        /// <param name="answered">The words were asked for and travel along.</param>
        public static Output Sealed(Fr[] words, ReadOnlySpan<byte> point, bool answered) =>
            new(SealedWords.CipherRoot(words), (byte[])[.. point, .. answered ? words.SelectMany(word => word.ToBytes()) : []]);
    }

    /// <param name="model">192 bytes.</param>
    /// <param name="inputSalt">The requester's.</param>
    /// <param name="inputPoint">C_x; null where the input travels in clear.</param>
    /// <exception cref="ArgumentException">The preimage has another length, or the input's point is the identity.</exception>
    public static byte[] Write(
        ReadOnlySpan<byte> model,
        Digest inputSalt,
        Tensor input,
        G1Point? inputPoint,
        Output output,
        ReadOnlySpan<byte> proof
    )
    {
        ArgumentNullException.ThrowIfNull(input);
        if (model.Length != ModelBytes)
            throw new ArgumentException($"The preimage of a modelId has {ModelBytes} bytes; there are {model.Length}.", nameof(model));
        ArrayBufferWriter<byte> bytes = new();
        bytes.Write(model);
        bytes.Write([inputPoint is null ? (byte)0 : (byte)1]);
        bytes.Write(inputSalt.ToArray());
        if (inputPoint is G1Point point)
        {
            bytes.Write(TensorTree.Root(input).ToArray());
            bytes.Write(point.ToBytes());
        }
        else
        {
            bytes.Write(input.Bytes);
        }
        bytes.Write(output.Salt.ToArray());
        bytes.Write(output.Body.Span);
        bytes.Write(proof);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads an envelope and checks every preimage against the question.</summary>
    /// <param name="contentHash">Of the registered model.</param>
    /// <exception cref="FieldFormatException">Something in it is malformed or not what the question names; the message says what.</exception>
    /// <exception cref="ProofRefusedException">P-05: a sealed output that is too large.</exception>
    public static OpenedEnvelope Open(ProofPlan plan, Digest contentHash, ProofQuestion question, ReadOnlyMemory<byte> envelope)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(question);
        EnvelopeReader reader = new(envelope);
        InferenceCommitment claim = question.Claim;
        Require(claim.Units == 1 && claim.TraceRoot.IsZero, "a proof claims one unit and no trace");
        ReadOnlySpan<byte> model = reader.Take(ModelBytes).Span;
        Require(Commitments.Model(model) == claim.ModelId, "the preimage of modelId is another");
        Require(new Digest(model.Slice(Digest.Size, Digest.Size)) == contentHash, "modelId names another model file");
        InferenceStatement statement = Input(plan, claim, reader, new InferenceStatement { Ic = claim.Compute().ToArray() });
        statement = question.IsSealed ? SealedOutput(plan, question, reader, statement) : PublicOutput(plan, question, reader, statement);
        return new OpenedEnvelope(statement, reader.Rest());
    }

    /// <summary>Everything that settlement checks, without a chain.</summary>
    /// <param name="key">What the model is registered with.</param>
    /// <param name="tauG2">[tau]_2 of the reference string.</param>
    /// <returns>Null when the inference is proved; otherwise what does not hold, in words.</returns>
    public static string? Verify(VerifyingKey key, Digest contentHash, ProofQuestion question, ReadOnlyMemory<byte> envelope, G2Point tauG2)
    {
        ArgumentNullException.ThrowIfNull(key);
        try
        {
            OpenedEnvelope opened = Open(key.Plan, contentHash, question, envelope);
            return InferenceVerifier.Verify(key, opened.Statement, opened.Proof, tauG2);
        }
        catch (Exception refused) when (refused is FieldFormatException or ProofRefusedException)
        {
            return refused.Message;
        }
    }

    private static InferenceStatement Input(ProofPlan plan, InferenceCommitment claim, EnvelopeReader reader, InferenceStatement statement)
    {
        byte mode = reader.Take(1).Span[0];
        Require(mode <= 1, "the byte at 192 is neither 0 nor 1");
        Digest salt = reader.Digest();
        if (mode == 1)
        {
            Digest root = reader.Digest();
            ReadOnlySpan<byte> bytes = reader.Take(G1Point.Bytes).Span;
            G1Point point = G1Point.Read(bytes);
            Require(!point.IsInfinity, "the input's point is the identity");
            Require(Commitments.Input(salt, root, bytes) == claim.InputCommit, "inputCommit is of another input");
            return statement with { InputPoint = point };
        }
        TensorShape shape = plan.Model.InputShape;
        byte[] frame = reader.Take((int)shape.FrameCount).ToArray();
        Digest inputRoot = TensorTree.Root(Tensor.OfFrame(ElementType.Int8, shape, frame));
        Require(Commitments.Input(salt, inputRoot) == claim.InputCommit, "inputCommit is of another input");
        return statement with { Input = frame };
    }

    private static InferenceStatement PublicOutput(
        ProofPlan plan,
        ProofQuestion question,
        EnvelopeReader reader,
        InferenceStatement statement
    )
    {
        Require(question.Claim.KeyHash.IsZero && question.Key.IsZero, "a public output has no key");
        TensorShape shape = plan.Model.OutputShape;
        Digest salt = reader.Digest();
        byte[] frame = reader.Take((int)shape.FrameCount).ToArray();
        try
        {
            // Its zeros and its range are asked here: the proof speaks of the live elements alone.
            Tensor output = Tensor.Decode(ElementType.Int8, shape, frame);
            Require(Commitments.Output(salt, output) == question.Claim.OutputCommit, "outputCommit is of another output");
        }
        catch (Air8RefusedException refused)
        {
            throw new FieldFormatException($"the output is not in its form: {refused.Message}");
        }
        return statement with { Output = frame };
    }

    private static InferenceStatement SealedOutput(
        ProofPlan plan,
        ProofQuestion question,
        EnvelopeReader reader,
        InferenceStatement statement
    )
    {
        InferenceCommitment claim = question.Claim;
        plan.RequireSealable();
        Require(claim.OutputCommit.IsZero, "a sealed output has no outputCommit");
        Require(Commitments.KeyHash(question.Key) == claim.KeyHash, "the key is another");
        Digest root = reader.Digest();
        ReadOnlySpan<byte> point = reader.Take(G1Point.Bytes).Span;
        Require(SealedWords.CipherCommit(root, point) == claim.CipherCommit, "cipherCommit is of another ciphertext");
        int count = (int)plan.Model.OutputShape.FrameCount;
        statement = statement with { Pads = SealedWords.Pads(question.Key, SealedWords.OrderKey(claim), count) };
        if (!question.Answered)
            return statement with { CiphertextPoint = G1Point.Read(point) };
        // The words travel, so their point is only hashed.
        Fr[] words = new Fr[count];
        for (int i = 0; i < count; i++)
            words[i] = Fr.Read(reader.Take(Fr.Bytes).Span);
        Require(SealedWords.CipherRoot(words) == root, "cipherRoot is of other words");
        return statement with { Ciphertext = words };
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
            throw new FieldFormatException(what);
    }
}
