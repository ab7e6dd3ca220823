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
    /// <param name="offset">Added to every sum beside the bias.</param>
    public void Write(int* sums, Row row, int start, int count, int offset = 0)
    {
        fixed (int* added = bias)
            Write(sums, At(row) + start, added + start, count, offset);
    }

    /// <summary>Rows that lie beside each other in x.</summary>
    /// <param name="sums">(rows, count), stride apart; overwritten.</param>
    public void WriteLine(int* sums, int stride, Row first, int rows, int start, int count)
    {
        byte* destination = At(first) + start;
        fixed (int* added = bias)
        {
            for (int i = 0; i < rows; i++, sums += stride, destination += (nint)1 << bitX)
                Write(sums, destination, added + start, count, 0);
        }
    }

    private byte* At(Row row) => result + (((long)row.X << bitX) + ((long)row.Y << bitY) + ((long)row.B << bitB));

    private void Write(int* sums, byte* destination, int* added, int count, int offset)
    {
        int n = lookup.Clamp(sums, added, offset, shift, destination, count);
        int from = n;
        for (; n <= count - 8; n += 8)
        {
            Vector256<int> sum = Vector256.Load(sums + n) + Vector256.Load(added + n) + Vector256.Create(offset);
            Vector256.ShiftRightArithmetic(sum, shift).Store(sums + n);
        }
        // Sums are exact modulo 2^32, and with bias and half inside 32 bits by rule W-05.
        for (; n < count; n++)
            sums[n] = unchecked(sums[n] + added[n] + offset) >> shift;
        lookup.Write(sums + from, destination + from, count - from);
    }
}
