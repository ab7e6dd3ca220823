using Aether.Harness;
using Aether.Hashing;
using Xunit.Abstractions;

namespace Aether.Inference.Tests;

/// <summary>Commitments of bytes that arrive in pieces: the same roots as the whole, in memory that does not grow.</summary>
public sealed class StreamingCommitmentTests(ITestOutputHelper output)
{
    [Fact]
    public void TensorCommitment_AnyPieces_GivesTheTreeOfSingleHashes()
    {
        Random random = new(Seed.Choose(output.WriteLine));
        for (int round = 0; round < 60; round++)
        {
            TensorShape shape = new(1 << random.Next(0, 9), 1 << random.Next(0, 8), 1, 1 << random.Next(0, 2));
            ElementType type = (ElementType)random.Next(1, 4);
            byte[] bytes = new byte[Tensor.ByteCount(type, shape)];
            random.NextBytes(bytes);
            Assert.Equal(OneByOne(TensorHeader.Of(type, shape), bytes), Pieces(TensorCommitment.Of(type, shape), bytes, random));

            byte[] column = bytes[..random.Next(bytes.Length + 1)];
            Assert.Equal(
                OneByOne(TensorHeader.Linear(TensorHeader.Weights, column.Length), column),
                Pieces(TensorCommitment.OfWeights(column.Length), column, random)
            );
        }
    }

    [Fact]
    public void TensorCommitment_OtherLength_Throws()
    {
        TensorCommitment commitment = TensorCommitment.OfTables(300);
        commitment.Append(new byte[299]);
        Assert.Throws<InvalidOperationException>(() => commitment.Root());
        Assert.Throws<ArgumentException>(() => commitment.Append(new byte[2]));
    }

    /// <summary>A trace of tensors of 4 MiB: 64 MiB in the everyday suite, 4 GiB in the deep one.</summary>
    [Fact]
    public void TraceCommitment_LargeTrace_StaysSmall()
    {
        int tensors = Seed.Deep ? 1024 : 16;
        byte[] piece = new byte[1 << 16];
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        TraceCommitment trace = new();
        for (int tensor = 0; tensor < tensors; tensor++)
        {
            TensorCommitment commitment = TensorCommitment.Of(ElementType.Int8, new TensorShape(1 << 12, 1 << 10));
            for (int i = 0; i < 64; i++)
            {
                piece[i] = (byte)(1 + tensor % 255);
                commitment.Append(piece);
            }
            trace.Add(commitment.Root());
        }
        Assert.False(trace.Root(Digest.Zero).IsZero);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.InRange(allocated, 0, tensors * (128L << 10));
        if (Seed.Deep)
            Assert.InRange(Environment.WorkingSet, 0, 256L << 20);
    }

    private static Digest Pieces(TensorCommitment commitment, byte[] bytes, Random random)
    {
        for (int at = 0; at < bytes.Length; )
        {
            int taken = Math.Min(bytes.Length - at, random.Next(3) == 0 ? random.Next(1, 9) : random.Next(1, 40_000));
            commitment.Append(bytes.AsSpan(at, taken));
            at += taken;
        }
        return commitment.Root();
    }

    /// <summary>The same tree by single hashes, level by level.</summary>
    private static Digest OneByOne(TensorHeader header, byte[] bytes)
    {
        List<byte[]> level = [];
        for (int start = 0; start < bytes.Length; start += TensorTree.LeafSize)
        {
            byte[] leaf = new byte[TensorTree.LeafSize];
            TensorTree.FillZeros(header.Type, leaf);
            bytes.AsSpan(start, Math.Min(leaf.Length, bytes.Length - start)).CopyTo(leaf);
            if (header.Type == TensorHeader.Weights)
                leaf = [.. leaf.Chunk(32).SelectMany(word => word.Reverse())];
            level.Add(Keccak256.Hash([0x00, .. leaf]));
        }
        ulong leaves = (ulong)level.Count;
        byte[] padding = Keccak256.Hash([0x14]);
        while (level.Count == 0 || !int.IsPow2(level.Count))
            level.Add(padding);
        while (level.Count > 1)
            level = [.. level.Chunk(2).Select(pair => Keccak256.Hash([0x01, .. pair[0], .. pair[1]]))];
        return header.Root(leaves, new Digest(level[0]));
    }
}
