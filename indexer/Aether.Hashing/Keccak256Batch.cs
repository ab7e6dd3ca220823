using System.Runtime.Intrinsics;

namespace Aether.Hashing;

/// <summary>Keccak-256 of many messages of one length: 8 at a time with AVX-512, 8 in two groups or 4 with AVX2, else one by one.</summary>
public static unsafe class Keccak256Batch
{
    private const int Line = 64;
    private const int Lanes = KeccakPermutation256.Lanes;

    /// <summary>Hashes messages that lie one after another.</summary>
    /// <param name="messages">Shape (count, messageBytes), row-major.</param>
    /// <param name="messageBytes">Bytes of each message, at least 1.</param>
    /// <param name="digests">Shape (count, 32), row-major.</param>
    public static void Hash(ReadOnlySpan<byte> messages, int messageBytes, Span<byte> digests) =>
        Hash(messages, messageBytes, null, digests, KeccakLanes.Widest);

    /// <summary>Hashes a byte followed by a row, for every row.</summary>
    /// <param name="prefix">The byte in front of every row.</param>
    /// <param name="rows">Shape (count, rowBytes), row-major.</param>
    /// <param name="rowBytes">At least 1; at least 32 when digests stand in the rows' place.</param>
    /// <param name="digests">Shape (count, 32), row-major. May begin where rows begin.</param>
    public static void Hash(byte prefix, ReadOnlySpan<byte> rows, int rowBytes, Span<byte> digests) =>
        Hash(rows, rowBytes, prefix, digests, KeccakLanes.Widest);

    internal static void Hash(ReadOnlySpan<byte> rows, int rowBytes, byte? prefix, Span<byte> digests, KeccakLanes lanes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowBytes, 1);
        int count = rows.Length / rowBytes;
        if ((long)count * rowBytes != rows.Length)
            throw new ArgumentException($"{rows.Length} bytes are not a whole number of {rowBytes}-byte messages.", nameof(rows));
        if (digests.Length / Keccak256.DigestBytes < count)
            throw new ArgumentException(
                $"{count} digests need {(long)count * Keccak256.DigestBytes} bytes; the span has {digests.Length}.",
                nameof(digests)
            );
        fixed (byte* from = rows)
        fixed (byte* to = digests)
            Hash(new KeccakRows(from, rowBytes, count, prefix), count, to, lanes);
    }

    private static void Hash(KeccakRows rows, int count, byte* digests, KeccakLanes lanes)
    {
        const int Group = KeccakPermutation.Words * Lanes;
        byte* memory = stackalloc byte[4 * Group * sizeof(ulong) + Line];
        // Two groups of four states, then as much again for the permutation; aligned, so that no word of theirs crosses a cache line.
        ulong* state = (ulong*)(((nint)memory + Line - 1) & ~(nint)(Line - 1));
        int done = 0;
        // Two messages and more are sooner done in vectors that are not full than one by one.
        if (lanes >= KeccakLanes.Eight && KeccakPermutation512.IsSupported)
        {
            for (; count - done >= 2; done += 2 * Lanes)
                HashEight(rows, done, state, digests);
        }
        if (lanes >= KeccakLanes.Four && KeccakPermutation256.IsSupported)
        {
            for (; count - done >= 2; done += 2 * Lanes)
                HashGroups(rows, done, count - done > Lanes ? 2 : 1, state, state + 2 * Group, digests);
        }
        for (; done < count; done++)
            HashOne(rows, done, new Span<ulong>(state, KeccakPermutation.Words), digests);
    }

    private static void HashEight(KeccakRows rows, int first, ulong* state, byte* digests)
    {
        const int Step = KeccakPermutation512.Lanes;
        Span<Vector512<ulong>> states = new(state, KeccakPermutation.Words);
        states.Clear();
        for (int block = 0; block < rows.Blocks; block++)
        {
            rows.AbsorbFour(first, block, state, Step);
            rows.AbsorbFour(first + Lanes, block, state + Lanes, Step);
            rows.Prefetch(first + Step, Step, block);
            KeccakPermutation512.Permute(states);
        }
        rows.Squeeze(first, state, Step, digests);
        rows.Squeeze(first + Lanes, state + Lanes, Step, digests);
    }

    private static void HashGroups(KeccakRows rows, int first, int groups, ulong* state, ulong* other, byte* digests)
    {
        const int Group = KeccakPermutation.Words * Lanes;
        new Span<ulong>(state, groups * Group).Clear();
        for (int block = 0; block < rows.Blocks; block++)
        {
            for (int group = 0; group < groups; group++)
                rows.AbsorbFour(first + group * Lanes, block, state + group * Group, Lanes);
            rows.Prefetch(first + 2 * Lanes, 2 * Lanes, block);
            KeccakPermutation256.Permute((Vector256<ulong>*)state, groups, (Vector256<ulong>*)other);
        }
        for (int group = 0; group < groups; group++)
            rows.Squeeze(first + group * Lanes, state + group * Group, Lanes, digests);
    }

    private static void HashOne(KeccakRows rows, int row, Span<ulong> state, byte* digests)
    {
        state.Clear();
        for (int block = 0; block < rows.Blocks; block++)
        {
            rows.AbsorbOne(row, block, state);
            KeccakPermutation.Permute(state);
        }
        KeccakBlock.Squeeze(state, new Span<byte>(digests + (nint)row * Keccak256.DigestBytes, Keccak256.DigestBytes));
    }
}
