using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Aether.Hashing;

/// <summary>Keccak-256 of many messages of one length: 8 at a time with AVX-512, 4 with 256-bit vectors, else one by one.</summary>
public static class Keccak256Batch
{
    private const int RateWords = Keccak256.RateBytes / 8;

    /// <summary>Hashes messages that lie one after another.</summary>
    /// <param name="messages">Shape (count, messageBytes), row-major.</param>
    /// <param name="messageBytes">Bytes of each message, at least 1.</param>
    /// <param name="digests">Shape (count, 32), row-major.</param>
    public static void Hash(ReadOnlySpan<byte> messages, int messageBytes, Span<byte> digests) =>
        Hash(messages, messageBytes, digests, KeccakLanes.Widest);

    internal static void Hash(ReadOnlySpan<byte> messages, int messageBytes, Span<byte> digests, KeccakLanes lanes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(messageBytes, 1);
        int count = messages.Length / messageBytes;
        if ((long)count * messageBytes != messages.Length)
            throw new ArgumentException(
                $"{messages.Length} bytes are not a whole number of {messageBytes}-byte messages.",
                nameof(messages)
            );
        if (digests.Length / Keccak256.DigestBytes < count)
            throw new ArgumentException(
                $"{count} digests need {(long)count * Keccak256.DigestBytes} bytes; the span has {digests.Length}.",
                nameof(digests)
            );

        int done = 0;
        if (lanes >= KeccakLanes.Eight && KeccakPermutation512.IsSupported)
            done = HashEight(messages, messageBytes, digests, count);
        if (lanes >= KeccakLanes.Four && KeccakPermutation256.IsSupported)
            done = HashFour(messages, messageBytes, digests, done, count);
        for (; done < count; done++)
            Keccak256.Hash(
                messages.Slice(done * messageBytes, messageBytes),
                digests.Slice(done * Keccak256.DigestBytes, Keccak256.DigestBytes)
            );
    }

    private static int HashEight(ReadOnlySpan<byte> messages, int messageBytes, Span<byte> digests, int count)
    {
        const int Lanes = KeccakPermutation512.Lanes;
        Span<Vector512<ulong>> state = stackalloc Vector512<ulong>[KeccakPermutation.Words];
        Span<byte> tails = stackalloc byte[Lanes * Keccak256.RateBytes];
        int done = 0;
        for (; count - done >= Lanes; done += Lanes)
        {
            ReadOnlySpan<byte> group = messages.Slice(done * messageBytes, Lanes * messageBytes);
            state.Clear();
            int offset = 0;
            for (; messageBytes - offset >= Keccak256.RateBytes; offset += Keccak256.RateBytes)
                Absorb(state, group[offset..], messageBytes);
            PadTails(group, messageBytes, offset, tails, Lanes);
            Absorb(state, tails, Keccak256.RateBytes);
            Span<byte> output = digests.Slice(done * Keccak256.DigestBytes, Lanes * Keccak256.DigestBytes);
            for (int word = 0; word < Keccak256.DigestBytes / 8; word++)
            for (int lane = 0; lane < Lanes; lane++)
                BinaryPrimitives.WriteUInt64LittleEndian(output[((lane * Keccak256.DigestBytes) + (word * 8))..], state[word][lane]);
        }
        return done;

        static void Absorb(Span<Vector512<ulong>> state, ReadOnlySpan<byte> rows, int rowBytes)
        {
            for (int word = 0; word < RateWords; word++)
                state[word] ^= Vector512.Create(
                    Word(rows, 0, rowBytes, word),
                    Word(rows, 1, rowBytes, word),
                    Word(rows, 2, rowBytes, word),
                    Word(rows, 3, rowBytes, word),
                    Word(rows, 4, rowBytes, word),
                    Word(rows, 5, rowBytes, word),
                    Word(rows, 6, rowBytes, word),
                    Word(rows, 7, rowBytes, word)
                );
            KeccakPermutation512.Permute(state);
        }
    }

    private static int HashFour(ReadOnlySpan<byte> messages, int messageBytes, Span<byte> digests, int done, int count)
    {
        const int Lanes = KeccakPermutation256.Lanes;
        Span<Vector256<ulong>> state = stackalloc Vector256<ulong>[KeccakPermutation.Words];
        Span<byte> tails = stackalloc byte[Lanes * Keccak256.RateBytes];
        for (; count - done >= Lanes; done += Lanes)
        {
            ReadOnlySpan<byte> group = messages.Slice(done * messageBytes, Lanes * messageBytes);
            state.Clear();
            int offset = 0;
            for (; messageBytes - offset >= Keccak256.RateBytes; offset += Keccak256.RateBytes)
                Absorb(state, group[offset..], messageBytes);
            PadTails(group, messageBytes, offset, tails, Lanes);
            Absorb(state, tails, Keccak256.RateBytes);
            Span<byte> output = digests.Slice(done * Keccak256.DigestBytes, Lanes * Keccak256.DigestBytes);
            for (int word = 0; word < Keccak256.DigestBytes / 8; word++)
            for (int lane = 0; lane < Lanes; lane++)
                BinaryPrimitives.WriteUInt64LittleEndian(output[((lane * Keccak256.DigestBytes) + (word * 8))..], state[word][lane]);
        }
        return done;

        static void Absorb(Span<Vector256<ulong>> state, ReadOnlySpan<byte> rows, int rowBytes)
        {
            for (int word = 0; word < RateWords; word++)
                state[word] ^= Vector256.Create(
                    Word(rows, 0, rowBytes, word),
                    Word(rows, 1, rowBytes, word),
                    Word(rows, 2, rowBytes, word),
                    Word(rows, 3, rowBytes, word)
                );
            KeccakPermutation256.Permute(state);
        }
    }

    private static ulong Word(ReadOnlySpan<byte> rows, int lane, int rowBytes, int word) =>
        BinaryPrimitives.ReadUInt64LittleEndian(rows[((lane * rowBytes) + (word * 8))..]);

    private static void PadTails(ReadOnlySpan<byte> group, int messageBytes, int offset, Span<byte> tails, int lanes)
    {
        for (int lane = 0; lane < lanes; lane++)
            KeccakBlock.Pad(
                group.Slice((lane * messageBytes) + offset, messageBytes - offset),
                tails.Slice(lane * Keccak256.RateBytes, Keccak256.RateBytes)
            );
    }
}
