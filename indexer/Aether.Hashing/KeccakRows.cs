using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Hashing;

/// <summary>Messages of one length that lie one after another, each behind the same byte or none: their padded blocks, four at a time or one.</summary>
/// <param name="start">(count, rowBytes), pinned.</param>
/// <param name="prefix">Byte in front of every message, or null.</param>
internal readonly unsafe struct KeccakRows(byte* start, int rowBytes, int count, byte? prefix)
{
    private const int WordBytes = 8;
    private const int LineBytes = 64;
    private const int PrefetchedBytes = 4 * Keccak256.RateBytes;
    private const int RateWords = Keccak256.RateBytes / WordBytes;
    private const ulong LastBit = 0x80UL << 56;

    private readonly int front = prefix is null ? 0 : 1;

    /// <summary>Blocks of a padded message.</summary>
    public int Blocks => (rowBytes + front) / Keccak256.RateBytes + 1;

    /// <summary>Absorbs a block of one message.</summary>
    public void AbsorbOne(int row, int block, Span<ulong> state)
    {
        for (int word = 0; word < RateWords; word++)
            state[word] ^= Edge(Row(row), block * Keccak256.RateBytes + word * WordBytes);
        if (block == Blocks - 1)
            state[RateWords - 1] ^= LastBit;
    }

    /// <summary>Absorbs a block of four messages; those behind the last are the last again.</summary>
    /// <param name="to">Word 0 of the four states side by side; the next word stands step words further.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AbsorbFour(int row, int block, ulong* to, int step)
    {
        // Where the block begins in the bytes of a row: one before them when a byte stands in front.
        int offset = block * Keccak256.RateBytes;
        int first = offset - front;
        int word = first < 0 ? 1 : 0;
        int whole = Math.Min(RateWords, (rowBytes - first) / WordBytes);
        if (first < 0)
            EdgeFour(row, 0, to);
        if (whole - word >= 4)
        {
            byte* r0 = Row(row) + offset - front;
            byte* r1 = Row(row + 1) + offset - front;
            byte* r2 = Row(row + 2) + offset - front;
            byte* r3 = Row(row + 3) + offset - front;
            // No product or sum here passes the block.
            unchecked
            {
                for (; word <= whole - 4; word += 4)
                    Words(r0, r1, r2, r3, word, to, step, 0);
                // The last one to three: four words that end with them.
                if (word < whole)
                    Words(r0, r1, r2, r3, whole - 4, to, step, 4 - (whole - word));
            }
            word = whole;
        }
        for (; word < RateWords && first + word * WordBytes <= rowBytes; word++)
            EdgeFour(row, offset + word * WordBytes, to + word * step);
        if (block == Blocks - 1)
            Add(to + (RateWords - 1) * step, Vector256.Create(LastBit));
    }

    /// <summary>
    /// Asks for what the next messages have in their blocks of this number: rows that are read side by side are no pattern that a core foresees, and
    /// each new line of a large tensor would be waited for. Behind the last message stands the next call's first; where nothing does, nothing happens.
    /// Of messages longer than that, each is a pattern of its own.
    /// </summary>
    /// <param name="messages">Of how many messages, from that row on.</param>
    public void Prefetch(int row, int messages, int block)
    {
        if (rowBytes > PrefetchedBytes)
            return;
        nint bytes = (nint)messages * rowBytes;
        byte* from = start + (nint)row * rowBytes;
        nint end = bytes * (block + 1) / Blocks;
        for (nint at = bytes * block / Blocks & -LineBytes; at < end; at += LineBytes)
            Sse.Prefetch0(from + at);
    }

    /// <summary>Writes the digests of four messages, leaving out what stands behind the last.</summary>
    /// <param name="from">Like the words of <see cref="AbsorbFour"/>.</param>
    /// <param name="digests">(count, 32); may be the rows themselves when they have 32 bytes or more, since those before are done with.</param>
    public void Squeeze(int row, ulong* from, int step, byte* digests)
    {
        Vector256<ulong> r0 = Vector256.Load(from);
        Vector256<ulong> r1 = Vector256.Load(from + step);
        Vector256<ulong> r2 = Vector256.Load(from + 2 * step);
        Vector256<ulong> r3 = Vector256.Load(from + 3 * step);
        Transpose(ref r0, ref r1, ref r2, ref r3);
        byte* to = digests + (nint)row * Keccak256.DigestBytes;
        int left = count - row;
        if (left > 0)
            r0.AsByte().Store(to);
        if (left > 1)
            r1.AsByte().Store(to + Keccak256.DigestBytes);
        if (left > 2)
            r2.AsByte().Store(to + 2 * Keccak256.DigestBytes);
        if (left > 3)
            r3.AsByte().Store(to + 3 * Keccak256.DigestBytes);
    }

    private byte* Row(int row) => start + (nint)Math.Min(row, count - 1) * rowBytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Words(byte* r0, byte* r1, byte* r2, byte* r3, int word, ulong* to, int step, int skipped)
    {
        nint at = word * WordBytes;
        Vector256<ulong> w0 = Vector256.Load((ulong*)(r0 + at));
        Vector256<ulong> w1 = Vector256.Load((ulong*)(r1 + at));
        Vector256<ulong> w2 = Vector256.Load((ulong*)(r2 + at));
        Vector256<ulong> w3 = Vector256.Load((ulong*)(r3 + at));
        Transpose(ref w0, ref w1, ref w2, ref w3);
        to += word * step;
        if (skipped < 1)
            Add(to, w0);
        if (skipped < 2)
            Add(to + step, w1);
        if (skipped < 3)
            Add(to + 2 * step, w2);
        Add(to + 3 * step, w3);
    }

    /// <summary>A word that begins four messages, ends them or stands alone in between, but for the last bit of the last block.</summary>
    private void EdgeFour(int row, int at, ulong* to)
    {
        int left = rowBytes + front - at;
        Vector256<ulong> word;
        if (rowBytes < WordBytes)
            word = Vector256.Create(Edge(Row(row), at), Edge(Row(row + 1), at), Edge(Row(row + 2), at), Edge(Row(row + 3), at));
        else if (at < front)
            word = (EightBytes(row, 0) << 8) | Vector256.Create((ulong)prefix!.Value);
        else if (left >= WordBytes)
            word = EightBytes(row, at - front);
        else if (left > 0)
            word = (EightBytes(row, rowBytes - WordBytes) >>> (8 * (WordBytes - left))) | Vector256.Create(1UL << (8 * left));
        else
            word = Vector256<ulong>.One;
        Add(to, word);
    }

    private Vector256<ulong> EightBytes(int row, int at) =>
        Vector256.Create(
            *(ulong*)(Row(row) + at),
            *(ulong*)(Row(row + 1) + at),
            *(ulong*)(Row(row + 2) + at),
            *(ulong*)(Row(row + 3) + at)
        );

    /// <summary>A word of a padded message, but for the last bit of the last block.</summary>
    /// <param name="at">Byte of the message at which the word begins.</param>
    private ulong Edge(byte* row, int at)
    {
        int length = rowBytes + front;
        int left = length - at;
        if (left >= WordBytes && at >= front)
            return Unsafe.ReadUnaligned<ulong>(row + at - front);
        ulong word = 0;
        if (left > 0 && rowBytes >= WordBytes)
        {
            // The first eight bytes moved up by the one in front, or what is left of the last eight.
            word =
                at < front
                    ? Unsafe.ReadUnaligned<ulong>(row) << 8 | prefix!.Value
                    : Unsafe.ReadUnaligned<ulong>(row + rowBytes - WordBytes) >> (8 * (WordBytes - left));
        }
        else
        {
            for (int i = Math.Min(WordBytes, left) - 1; i >= 0; i--)
                word = word << 8 | (at + i < front ? prefix!.Value : row[at + i - front]);
        }
        return left is >= 0 and < WordBytes ? word | 1UL << (8 * left) : word;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ulong* to, Vector256<ulong> words) => (Vector256.Load(to) ^ words).Store(to);

    /// <summary>Rows become columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref Vector256<ulong> r0, ref Vector256<ulong> r1, ref Vector256<ulong> r2, ref Vector256<ulong> r3)
    {
        Vector256<ulong> low01 = Avx2.UnpackLow(r0, r1);
        Vector256<ulong> high01 = Avx2.UnpackHigh(r0, r1);
        Vector256<ulong> low23 = Avx2.UnpackLow(r2, r3);
        Vector256<ulong> high23 = Avx2.UnpackHigh(r2, r3);
        r0 = Avx2.Permute2x128(low01, low23, 0x20);
        r1 = Avx2.Permute2x128(high01, high23, 0x20);
        r2 = Avx2.Permute2x128(low01, low23, 0x31);
        r3 = Avx2.Permute2x128(high01, high23, 0x31);
    }
}
