namespace Aether.Inference;

/// <summary>Roots of tensors: a tree over 256-byte leaves, bound to element type, frame, live box and leaf count.</summary>
/// <remarks>Source: prover/AIR8.md, Trees. What is too large to hold is committed to with <see cref="TensorCommitment"/>.</remarks>
public static class TensorTree
{
    /// <summary>Bytes hashed into one leaf.</summary>
    public const int LeafSize = 256;

    /// <summary>Bytes of what binds a root to type and shape: type 1, rank 1, frame sizes 4 x 8, live sizes 4 x 8.</summary>
    public const int HeaderSize = TensorHeader.Size;

    private const byte EncodedZero = 0x80;

    /// <summary>Root of an activation.</summary>
    public static Digest Root(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return Root(TensorCommitment.Of(tensor.Type, tensor.Shape), tensor.Bytes);
    }

    /// <summary>The root that a header, a number of leaves and the top over them make: H(06 | header | count | top).</summary>
    /// <param name="header">Of <see cref="Header"/>, <see cref="HeaderSize"/> bytes.</param>
    public static Digest Root(ReadOnlySpan<byte> header, ulong leafCount, Digest top) =>
        header.Length == HeaderSize
            ? new Preimage(Domain.Tensor).Add(header).Add(leafCount).Add(top).Hash()
            : throw new ArgumentException($"a tensor header has {HeaderSize} bytes, not {header.Length}", nameof(header));

    /// <summary>The header under the root of an activation, <see cref="HeaderSize"/> bytes.</summary>
    public static byte[] Header(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return TensorHeader.Of(tensor.Type, tensor.Shape).Bytes.ToArray();
    }

    /// <summary>The frame cut into leaves of <see cref="LeafSize"/> bytes, the last one filled up with zeros of its type.</summary>
    public static byte[] LeafBytes(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ReadOnlySpan<byte> bytes = tensor.Bytes;
        byte[] leaves = new byte[(bytes.Length + LeafSize - 1) / LeafSize * LeafSize];
        bytes.CopyTo(leaves);
        FillZeros((byte)tensor.Type, leaves.AsSpan(bytes.Length));
        return leaves;
    }

    /// <summary>Root of the weights section: the same tree, with the bytes of every 32-byte word of a leaf in reverse order.</summary>
    /// <param name="weights">Weight slots in column order, excess-128.</param>
    public static Digest WeightsRoot(ReadOnlySpan<byte> weights) => Root(TensorCommitment.OfWeights(weights.Length), weights);

    /// <summary>Root of the tables section.</summary>
    /// <param name="tables">All tables in the order of their ids, as in the file.</param>
    public static Digest TablesRoot(ReadOnlySpan<byte> tables) => Root(TensorCommitment.OfTables(tables.Length), tables);

    /// <summary>Fills with zeros of an element type; starts at an even place of a tensor whose elements have two bytes.</summary>
    internal static void FillZeros(byte type, Span<byte> rest)
    {
        switch (type)
        {
            case (byte)ElementType.Int8 or TensorHeader.Weights:
                rest.Fill(EncodedZero);
                break;
            case (byte)ElementType.Int16:
                rest.Clear();
                for (int i = 0; i < rest.Length; i += 2)
                    rest[i] = EncodedZero;
                break;
            default:
                rest.Clear();
                break;
        }
    }

    private static Digest Root(TensorCommitment commitment, ReadOnlySpan<byte> bytes)
    {
        commitment.Append(bytes);
        return commitment.Root();
    }
}
