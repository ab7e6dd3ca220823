using System.Buffers.Binary;
using Aether.Hashing;

namespace Aether.Inference;

/// <summary>Roots of one position's slices of all tensors of a decode loop, hashed beside each other.</summary>
/// <remarks>
/// Source: prover/AIR8.md, Tensor root. A slice is a leaf or a few, so one at a time leaves most lanes of a vector empty. A frame of more than one
/// leaf is a power of two of them: no tree here needs padding.
/// </remarks>
internal sealed class SliceRoots
{
    private const int Preimage = TensorHeader.Size + sizeof(ulong) + Digest.Size;

    private readonly Slice[] slices;

    /// <summary>Ids of the trees of one number of leaves, in the order of their leaves.</summary>
    private readonly (int LeafCount, int FirstLeaf, int[] Ids)[] groups;
    private readonly byte[] leaves;
    private readonly byte[] hashes;
    private readonly byte[] roots;

    /// <param name="operators">Of a decode loop: each names its position axis.</param>
    public SliceRoots(IReadOnlyList<Air8Operator> operators)
    {
        slices = [.. operators.Select(op => new Slice(op))];
        int leaf = 0;
        List<(int, int, int[])> sizes = [];
        // Trees of one size stand together, so that their nodes are hashed together.
        foreach (IGrouping<int, int> ids in Enumerable.Range(0, slices.Length).GroupBy(id => slices[id].LeafCount))
        {
            sizes.Add((ids.Key, leaf, [.. ids]));
            foreach (int id in ids)
            {
                slices[id].FirstLeaf = leaf;
                leaf += ids.Key;
            }
        }
        groups = [.. sizes];
        leaves = new byte[checked(leaf * TensorTree.LeafSize)];
        foreach (Slice slice in slices)
            TensorTree.FillZeros((byte)slice.Tensor.Type, leaves.AsSpan(slice.FirstLeaf * TensorTree.LeafSize, TensorTree.LeafSize));
        hashes = new byte[leaf * Digest.Size];
        roots = new byte[slices.Length * Preimage];
        for (int id = 0; id < slices.Length; id++)
            slices[id].WriteHeader(roots.AsSpan(id * Preimage, Preimage));
    }

    /// <summary>Takes an operator's slice at a position.</summary>
    public void Take(int id, Tensor whole, int position)
    {
        Slice slice = slices[id];
        LayoutScalar.Copy(whole, position, slice.Tensor, slice.Axis, Box.Whole(slice.Tensor.Shape));
        slice.Tensor.Buffer.CopyTo(leaves.AsSpan(slice.FirstLeaf * TensorTree.LeafSize));
    }

    /// <summary>Roots of what was taken last of every operator, in their order.</summary>
    public void AddTo(List<Digest> boundaries)
    {
        Keccak256Batch.Hash((byte)Domain.Leaf, leaves, TensorTree.LeafSize, hashes);
        foreach ((int leafCount, int firstLeaf, int[] ids) in groups)
        {
            Span<byte> level = hashes.AsSpan(firstLeaf * Digest.Size, ids.Length * leafCount * Digest.Size);
            for (int size = leafCount; size > 1; size /= 2, level = level[..(level.Length / 2)])
                Keccak256Batch.Hash((byte)Domain.Node, level, 2 * Digest.Size, level);
            for (int i = 0; i < ids.Length; i++)
                level.Slice(i * Digest.Size, Digest.Size).CopyTo(roots.AsSpan(ids[i] * Preimage + Preimage - Digest.Size));
        }
        Keccak256Batch.Hash((byte)Domain.Tensor, roots, Preimage, hashes);
        for (int id = 0; id < slices.Length; id++)
            boundaries.Add(new Digest(hashes.AsSpan(id * Digest.Size, Digest.Size)));
    }

    private sealed class Slice
    {
        private readonly TensorHeader header;

        public Slice(Air8Operator op)
        {
            Axis = op.PositionAxis!.Value;
            Tensor = Tensor.Zero(op.Type, op.Shape.With(Axis, 1));
            header = TensorHeader.Of(Tensor.Type, Tensor.Shape);
            LeafCount = Math.Max(1, Tensor.Buffer.Length / TensorTree.LeafSize);
        }

        public int Axis { get; }

        /// <summary>The slice itself, zero outside its live box.</summary>
        public Tensor Tensor { get; }

        public int LeafCount { get; }

        public int FirstLeaf { get; set; }

        public void WriteHeader(Span<byte> preimage)
        {
            header.Bytes.CopyTo(preimage);
            BinaryPrimitives.WriteInt64BigEndian(preimage[TensorHeader.Size..], LeafCount);
        }
    }
}
