using System.Runtime.Intrinsics;

namespace Aether.Inference;

/// <summary>What comes behind the sums of a row: bias, requantisation, table, and the place in the result.</summary>
internal readonly unsafe ref struct Finish
{
    private readonly byte* result;
    private readonly int bitX;
    private readonly int bitY;
    private readonly int bitB;
    private readonly int shift;
    private readonly TableLookup lookup;
    private readonly ReadOnlySpan<int> bias;

    /// <param name="result">Pinned frame of the result.</param>
    /// <param name="bias">Bias plus half of every channel of the result.</param>
    public Finish(byte* result, TensorShape shape, TableLookup lookup, int shift, ReadOnlySpan<int> bias)
    {
        this.result = result;
        this.lookup = lookup;
        this.shift = shift;
        (bitX, bitY, bitB) = (shape.Bit(1), shape.Bit(2), shape.Bit(3));
        this.bias = bias;
    }

    /// <param name="sums">Sums of a row; overwritten.</param>
    /// <param name="start">Channel of the first.</param>
    public void Write(int* sums, Row row, int start, int count)
    {
        byte* destination = result + (start + ((long)row.X << bitX) + ((long)row.Y << bitY) + ((long)row.B << bitB));
        fixed (int* added = bias)
        {
            int n = 0;
            for (; n <= count - 8; n += 8)
                Vector256.ShiftRightArithmetic(Vector256.Load(sums + n) + Vector256.Load(added + start + n), shift).Store(sums + n);
            // Sums are exact modulo 2^32, and with bias and half inside 32 bits by rule W-05.
            for (; n < count; n++)
                sums[n] = unchecked(sums[n] + added[start + n]) >> shift;
        }
        lookup.Write(sums, destination, count);
    }
}
