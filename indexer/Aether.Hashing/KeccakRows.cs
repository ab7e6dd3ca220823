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
    public void AbsorbFour(int row, int block, ulong* to, int step)
    {
        // Where the block begins in the bytes of a row: one before them when a byte stands in front.
        int first = block * Keccak256.RateBytes - front;
        int word = first < 0 ? 1 : 0;
        int whole = Math.Min(RateWords, (rowBytes - first) / WordBytes);
        byte* r0 = Row(row);
        byte* r1 = Row(row + 1);
        byte* r2 = Row(row + 2);
        byte* r3 = Row(row + 3);
        int skipped = 0;
        for (int begin = word; word < whole && whole - begin >= 4; word += 4 - skipped)
        {
            // The last one to three: four words that end with them.
            skipped = Math.Max(0, 4 - (whole - word));
            int at = first + (word - skipped) * WordBytes;
            Words(r0 + at, r1 + at, r2 + at, r3 + at, to + (word - skipped) * step, step, skipped);
        }
        if (first < 0)
            EdgeFour(row, 0, to);
        for (; word < RateWords && first + word * WordBytes <= rowBytes; word++)
            EdgeFour(row, block * Keccak256.RateBytes + word * WordBytes, to + word * step);
        if (block == Blocks - 1)
            Add(to + (RateWords - 1) * step, Vector256.Create(LastBit));
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
    private static void Words(byte* r0, byte* r1, byte* r2, byte* r3, ulong* to, int step, int skipped)
    {
        Vector256<ulong> w0 = Vector256.Load((ulong*)r0);
        Vector256<ulong> w1 = Vector256.Load((ulong*)r1);
        Vector256<ulong> w2 = Vector256.Load((ulong*)r2);
        Vector256<ulong> w3 = Vector256.Load((ulong*)r3);
        Transpose(ref w0, ref w1, ref w2, ref w3);
        if (skipped < 1)
            Add(to, w0);
        if (skipped < 2)
            Add(to + step, w1);
        if (skipped < 3)
            Add(to + 2 * step, w2);
        Add(to + 3 * step, w3);
    }

    private void EdgeFour(int row, int at, ulong* to) =>
        Add(to, Vector256.Create(Edge(Row(row), at), Edge(Row(row + 1), at), Edge(Row(row + 2), at), Edge(Row(row + 3), at)));

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
