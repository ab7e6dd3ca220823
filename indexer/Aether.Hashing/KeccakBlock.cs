using System.Buffers.Binary;

namespace Aether.Hashing;

/// <summary>Absorbing blocks into one state and reading its digest.</summary>
internal static class KeccakBlock
{
    public static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (int word = 0; word < Keccak256.RateBytes / 8; word++)
            state[word] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(word * 8)..]);
        KeccakPermutation.Permute(state);
    }

    /// <summary>Pads fewer than 136 bytes and absorbs them.</summary>
    public static void AbsorbLast(Span<ulong> state, ReadOnlySpan<byte> tail)
    {
        Span<byte> block = stackalloc byte[Keccak256.RateBytes];
        Pad(tail, block);
        Absorb(state, block);
    }

    public static void Pad(ReadOnlySpan<byte> tail, Span<byte> block)
    {
        block.Clear();
        tail.CopyTo(block);
        block[tail.Length] = 0x01;
        block[Keccak256.RateBytes - 1] |= 0x80;
    }

    public static void Squeeze(ReadOnlySpan<ulong> state, Span<byte> digest)
    {
        for (int word = 0; word < Keccak256.DigestBytes / 8; word++)
            BinaryPrimitives.WriteUInt64LittleEndian(digest[(word * 8)..], state[word]);
    }
}
