using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Inference;

/// <summary>The last step of a row: from shifted sums to bytes, by the table, or by comparison where the table is a clamp.</summary>
/// <remarks>Most tables of importers are clamps (ReLU is one). A comparison does eight elements in the time of one look-up.</remarks>
internal readonly unsafe struct TableLookup
{
    private readonly byte* table;
    private readonly int low;
    private readonly int high;
    private readonly bool clamps;

    /// <param name="table">65,536 bytes, pinned while this is used.</param>
    /// <param name="clamp">Ends of the clamp that the table is, or null.</param>
    public TableLookup(byte* table, (int Low, int High)? clamp)
    {
        this.table = table;
        clamps = clamp is not null;
        (low, high) = clamp ?? default;
    }

    /// <summary>Ends of the clamp that a table is: entry v is min(high, max(low, v)); null for any other table.</summary>
    public static (int Low, int High)? ClampOf(ReadOnlySpan<byte> table)
    {
        (int low, int high) = (table[0] - 128, table[^1] - 128);
        if (low > high)
            return null;
        for (int row = 0; row < table.Length; row++)
        {
            if (table[row] - 128 != Math.Clamp(row - 32768, low, high))
                return null;
        }
        return (low, high);
    }

    /// <summary>Bias, shift and clamp of 32 sums at a time, where the table is a clamp.</summary>
    /// <returns>How many were written: a multiple of 32.</returns>
    public int Clamp(int* sums, int* added, int offset, int shift, byte* destination, int count)
    {
        int n = 0;
        if (!clamps)
            return n;
        (Vector256<sbyte> least, Vector256<sbyte> most) = (Vector256.Create((sbyte)low), Vector256.Create((sbyte)high));
        Vector256<int> more = Vector256.Create(offset);
        Vector256<int> order = Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7);
        Vector128<int> bits = Vector128.CreateScalar(shift);
        for (; n <= count - 32; n += 32)
        {
            // Packing saturates as the table does behind rule W-05, and leaves groups of four in the order 0 2 4 6 1 3 5 7.
            Vector256<short> first = Avx2.PackSignedSaturate(
                Shifted(sums + n, added + n, more, bits),
                Shifted(sums + n + 8, added + n + 8, more, bits)
            );
            Vector256<short> second = Avx2.PackSignedSaturate(
                Shifted(sums + n + 16, added + n + 16, more, bits),
                Shifted(sums + n + 24, added + n + 24, more, bits)
            );
            Vector256<sbyte> bytes = Avx2.Max(Avx2.Min(Avx2.PackSignedSaturate(first, second), most), least);
            Vector256<int> sorted = Avx2.PermuteVar8x32(bytes.AsInt32(), order);
            (sorted.AsByte() ^ Vector256.Create((byte)0x80)).Store(destination + n);
        }
        return n;
    }

    private static Vector256<int> Shifted(int* sums, int* added, Vector256<int> more, Vector128<int> bits) =>
        Avx2.ShiftRightArithmetic(Vector256.Load(sums) + Vector256.Load(added) + more, bits);

    /// <param name="values">Shifted sums; rule W-05 keeps them in 16 bits.</param>
    public void Write(int* values, byte* destination, int count)
    {
        int n = 0;
        if (clamps)
        {
            (Vector256<int> least, Vector256<int> most) = (Vector256.Create(low + 128), Vector256.Create(high + 128));
            Vector256<int> offset = Vector256.Create(128);
            for (; n <= count - 16; n += 16)
            {
                Vector256<int> first = Vector256.Clamp(Vector256.Load(values + n) + offset, least, most);
                Vector256<int> second = Vector256.Clamp(Vector256.Load(values + n + 8) + offset, least, most);
                Vector256<ushort> words = Vector256.Narrow(first, second).AsUInt16();
                Vector128.Narrow(words.GetLower(), words.GetUpper()).Store(destination + n);
            }
        }
        for (; n < count; n++)
            destination[n] = table[Math.Clamp(values[n], short.MinValue, short.MaxValue) + 32768];
    }
}
