using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;

namespace Aether.Prover.Delivery;

/// <summary>
/// A sealed output as it is handed over and answered on chain: header 66 | leaf hashes of 32 | ciphertext leaves of 256. It holds all that a
/// complaint needs, so nothing that the provider kept matters once it is here.
/// </summary>
/// <remarks>Source: prover/AIR8.md, Sealed outputs; ExchangeBox.answerOutput, ExchangeBox.complain.</remarks>
public sealed class SealedPackage
{
    /// <summary>The most that ExchangeBox takes, bytes: 56 leaves.</summary>
    public const int BytesMax = PublicAnswer.BytesMax;

    private const int LeafTotal = Digest.Size + TensorTree.LeafSize;
    private const int WordsPerLeaf = TensorTree.LeafSize / Digest.Size;

    private readonly byte[] _bytes;
    private readonly MerkleTree _plain;
    private readonly MerkleTree _cipher;

    private SealedPackage(byte[] bytes)
    {
        _bytes = bytes;
        var count = (bytes.Length - TensorTree.HeaderSize) / LeafTotal;
        _plain = new MerkleTree([.. Enumerable.Range(0, count).Select(LeafHash)]);
        _cipher = new MerkleTree([.. Enumerable.Range(0, count).Select(i => MerkleTree.Leaf(CipherLeaf(count, i)))]);
        OutputRoot = TensorTree.Root(Header, (ulong)count, _plain.Top);
        Commit = ProtocolHash.CipherCommit(OutputRoot.ToBytes32(), _cipher.Top.ToBytes32());
    }

    /// <summary>The whole package.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    public int LeafCount => _plain.Count;

    /// <summary>Type, rank, frame and live sizes, 66 bytes.</summary>
    public ReadOnlySpan<byte> Header => _bytes.AsSpan(0, TensorTree.HeaderSize);

    /// <summary>Root of the plaintext that the leaf hashes promise.</summary>
    public Digest OutputRoot { get; }

    /// <summary>cipherCommit of a Claim that names this package.</summary>
    public Bytes32 Commit { get; }

    /// <summary>Bytes of the package for an output of this type and shape.</summary>
    public static long ByteCount(ElementType type, TensorShape shape) =>
        TensorTree.HeaderSize + (Tensor.ByteCount(type, shape) + TensorTree.LeafSize - 1) / TensorTree.LeafSize * LeafTotal;

    /// <param name="key">32 random bytes, drawn for this Job alone.</param>
    /// <param name="orderKey">Of <see cref="ProtocolHash.OrderKey"/>.</param>
    public static SealedPackage Seal(Digest key, Bytes32 orderKey, Tensor output)
    {
        var leaves = TensorTree.LeafBytes(output);
        var hashes = leaves.Chunk(TensorTree.LeafSize).SelectMany(leaf => MerkleTree.Leaf(leaf).ToArray());
        return new SealedPackage([.. TensorTree.Header(output), .. hashes, .. Pad(key, orderKey, 0, leaves)]);
    }

    /// <summary>Reads the form only: whose it is and whether it opens is asked of the result.</summary>
    /// <exception cref="FormatException">Not a header and whole leaves.</exception>
    public static SealedPackage Parse(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes.Length - TensorTree.HeaderSize;
        if (bytes.Length > BytesMax || rest <= 0 || rest % LeafTotal != 0)
            throw new FormatException(
                $"{bytes.Length} bytes; a package has {TensorTree.HeaderSize} and {LeafTotal} for each leaf, at most {BytesMax}"
            );
        return new SealedPackage(bytes.ToArray());
    }

    /// <summary>The first leaf that does not open to its hash; null when all do.</summary>
    public int? FaultyLeaf(Digest key, Bytes32 orderKey)
    {
        for (var i = 0; i < LeafCount; i++)
            if (MerkleTree.Leaf(Pad(key, orderKey, i, CipherLeaf(LeafCount, i))) != LeafHash(i))
                return i;
        return null;
    }

    /// <summary>The output, once no leaf is faulty.</summary>
    /// <exception cref="FormatException">What is inside is no output of this type and shape.</exception>
    public Tensor Open(Digest key, Bytes32 orderKey, ElementType type, TensorShape shape)
    {
        var leaves = Pad(key, orderKey, 0, _bytes.AsSpan(TensorTree.HeaderSize + (LeafCount * Digest.Size)));
        var length = checked((int)Tensor.ByteCount(type, shape));
        Tensor output;
        try
        {
            output = Tensor.Decode(type, shape, leaves.AsSpan(0, Math.Min(length, leaves.Length)));
        }
        catch (Air8RefusedException e)
        {
            throw new FormatException(e.Message, e);
        }

        return Header.SequenceEqual(TensorTree.Header(output)) && leaves.AsSpan().SequenceEqual(TensorTree.LeafBytes(output))
            ? output
            : throw new FormatException($"header or filling are not those of an output of {shape} {type}");
    }

    /// <summary>What ExchangeBox.complain takes about one leaf.</summary>
    public Complaint ComplaintAbout(int leaf) =>
        new()
        {
            Header = Header.ToArray(),
            Count = (ulong)LeafCount,
            Top = _plain.Top.ToBytes32(),
            CipherRoot = _cipher.Top.ToBytes32(),
            Index = (ulong)leaf,
            LeafHash = LeafHash(leaf).ToBytes32(),
            LeafPath = [.. _plain.Path(leaf).Select(sibling => sibling.ToBytes32())],
            CipherLeaf = CipherLeaf(LeafCount, leaf).ToArray(),
            CipherPath = [.. _cipher.Path(leaf).Select(sibling => sibling.ToBytes32())],
        };

    private Digest LeafHash(int i) => new(_bytes.AsSpan(TensorTree.HeaderSize + (i * Digest.Size), Digest.Size));

    private ReadOnlySpan<byte> CipherLeaf(int count, int i) =>
        _bytes.AsSpan(TensorTree.HeaderSize + (count * Digest.Size) + (i * TensorTree.LeafSize), TensorTree.LeafSize);

    /// <summary>Seals and opens: whole leaves, each word xored with its pad word.</summary>
    private static byte[] Pad(Digest key, Bytes32 orderKey, int firstLeaf, ReadOnlySpan<byte> leaves)
    {
        var padded = leaves.ToArray();
        for (var word = 0; word < padded.Length / Digest.Size; word++)
        {
            var pad = ProtocolHash.PadWord(key.ToBytes32(), orderKey, (ulong)((firstLeaf * WordsPerLeaf) + word)).ToArray();
            var place = padded.AsSpan(word * Digest.Size, Digest.Size);
            for (var i = 0; i < Digest.Size; i++)
                place[i] ^= pad[i];
        }

        return padded;
    }
}
