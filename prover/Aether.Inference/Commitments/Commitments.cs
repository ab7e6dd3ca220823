namespace Aether.Inference;

/// <summary>The commitments that stand between a model, its input and its output, and a Claim on a chain.</summary>
/// <remarks>Source: prover/AIR8.md, Commitments. Every hash starts with its own domain byte.</remarks>
public static class Commitments
{
    /// <summary>Bytes of a curve point, x then y, big-endian; all zero while a model or an input has none.</summary>
    public const int PointSize = 64;

    /// <summary>H(03 | graphHash | weightsRoot | C_W | tablesRoot | C_T | airVersion | srsId).</summary>
    /// <param name="weightsPoint">C_W: 64 bytes.</param>
    /// <param name="tablesPoint">C_T: 64 bytes.</param>
    /// <param name="airVersion">Written as 4 bytes, big-endian.</param>
    public static Digest Content(
        Digest graphHash,
        Digest weightsRoot,
        ReadOnlySpan<byte> weightsPoint,
        Digest tablesRoot,
        ReadOnlySpan<byte> tablesPoint,
        uint airVersion,
        Digest srsId
    )
    {
        RequirePoint(weightsPoint, nameof(weightsPoint));
        RequirePoint(tablesPoint, nameof(tablesPoint));
        return new Preimage(Domain.Content)
            .Add(graphHash)
            .Add(weightsRoot)
            .Add(weightsPoint)
            .Add(tablesRoot)
            .Add(tablesPoint)
            .Add(airVersion)
            .Add(srsId)
            .Hash();
    }

    /// <summary>Preimage of modelId = H(10 | creator | contentHash | kind | parent | licenceId | royaltyHash), a word each: 192 bytes.</summary>
    /// <param name="creator">20 bytes.</param>
    public static byte[] ModelPreimage(
        ReadOnlySpan<byte> creator,
        Digest contentHash,
        byte kind,
        Digest parent,
        uint licenceId,
        Digest royaltyHash
    )
    {
        byte[] words = new byte[6 * Digest.Size];
        creator.CopyTo(words.AsSpan(Digest.Size - creator.Length));
        contentHash.CopyTo(words.AsSpan(Digest.Size));
        words[3 * Digest.Size - 1] = kind;
        parent.CopyTo(words.AsSpan(3 * Digest.Size));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(words.AsSpan(5 * Digest.Size - sizeof(uint)), licenceId);
        royaltyHash.CopyTo(words.AsSpan(5 * Digest.Size));
        return words;
    }

    /// <summary>modelId of <see cref="ModelPreimage"/>.</summary>
    public static Digest Model(ReadOnlySpan<byte> preimage) => new Preimage(Domain.Model).Add(preimage).Hash();

    /// <summary>inputCommit = H(04 | salt | inputRoot | C_x).</summary>
    /// <param name="salt">32 random bytes; hides an input that could be guessed.</param>
    /// <param name="inputRoot">Root of the input tensor.</param>
    /// <param name="inputPoint">C_x: 64 bytes, or empty for 64 zero bytes where no commitment to the input's polynomial is made.</param>
    public static Digest Input(Digest salt, Digest inputRoot, ReadOnlySpan<byte> inputPoint = default)
    {
        ReadOnlySpan<byte> point = inputPoint.IsEmpty ? new byte[PointSize] : inputPoint;
        RequirePoint(point, nameof(inputPoint));
        return new Preimage(Domain.Input).Add(salt).Add(inputRoot).Add(point).Hash();
    }

    /// <inheritdoc cref="Input(Digest, Digest, ReadOnlySpan{byte})"/>
    public static Digest Input(Digest salt, Tensor input) => Input(salt, TensorTree.Root(input));

    /// <summary>outputCommit = H(05 | salt' | outputRoot).</summary>
    /// <param name="salt">salt' of <see cref="OutputSalt"/>.</param>
    public static Digest Output(Digest salt, Digest outputRoot) => new Preimage(Domain.Output).Add(salt).Add(outputRoot).Hash();

    /// <inheritdoc cref="Output(Digest, Digest)"/>
    public static Digest Output(Digest salt, Tensor output) => Output(salt, TensorTree.Root(output));

    /// <summary>keyHash = H(0d | key) of the key that a sealed output is encrypted under.</summary>
    public static Digest KeyHash(Digest key) => new Preimage(Domain.Key).Add(key).Hash();

    /// <summary>saltT = H(0e | key): hides the trace root until the key is known.</summary>
    /// <param name="key">32 random bytes drawn for this Job alone.</param>
    public static Digest TraceSalt(Digest key) => new Preimage(Domain.TraceSalt).Add(key).Hash();

    /// <summary>salt' = H(0f | key): hides the output root until the key is known, or until salt' is handed over with a public output.</summary>
    /// <param name="key">32 random bytes drawn for this Job alone.</param>
    public static Digest OutputSalt(Digest key) => new Preimage(Domain.OutputSalt).Add(key).Hash();

    /// <summary>traceRoot = H(0a | saltT | count | top), top over H(00 | boundary) of every boundary in order.</summary>
    /// <param name="salt">saltT of <see cref="TraceSalt"/>.</param>
    /// <param name="boundaries">Tensor roots: the input's first, the output's last. At least one.</param>
    public static Digest Trace(Digest salt, ReadOnlySpan<Digest> boundaries)
    {
        if (boundaries.IsEmpty)
            throw new ArgumentException("a trace has at least one boundary", nameof(boundaries));
        TraceCommitment trace = new();
        foreach (Digest boundary in boundaries)
            trace.Add(boundary);
        return trace.Root(salt);
    }

    /// <summary>stateRoot = H(15 | step | optimiser | seed | count | top of w16 roots | top of w8 roots) of a training run.</summary>
    /// <param name="step">Steps done; 0 is the state before the first.</param>
    /// <param name="optimiser">0: plain SGD.</param>
    /// <param name="seed">Decides the order of the batches.</param>
    /// <param name="masters">Roots of the int16 state tensors in the order of their state index.</param>
    /// <param name="views">Roots of their int8 views, the same number.</param>
    public static Digest State(ulong step, byte optimiser, Digest seed, ReadOnlySpan<Digest> masters, ReadOnlySpan<Digest> views)
    {
        if (masters.Length != views.Length || masters.Length is 0 or > ushort.MaxValue)
            throw new ArgumentException($"{masters.Length} state tensors and {views.Length} views do not pair up", nameof(views));
        return new Preimage(Domain.State)
            .Add(step)
            .Add(optimiser)
            .Add(seed)
            .Add((ushort)masters.Length)
            .Add(RootsTree(masters).Top())
            .Add(RootsTree(views).Top())
            .Hash();
    }

    private static MerkleAccumulator RootsTree(ReadOnlySpan<Digest> roots)
    {
        MerkleAccumulator tree = new();
        foreach (Digest root in roots)
            tree.Add(new Preimage(Domain.Leaf).Add(root).Hash());
        return tree;
    }

    private static void RequirePoint(ReadOnlySpan<byte> point, string name)
    {
        if (point.Length != PointSize)
            throw new ArgumentException($"a point has {PointSize} bytes, not {point.Length}", name);
    }
}
