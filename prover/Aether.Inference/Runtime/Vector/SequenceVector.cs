using System.Runtime.Intrinsics;

namespace Aether.Inference;

/// <summary>Exp, CausalMask, ArgMax and Transpose by rows of bytes instead of element by element.</summary>
/// <remarks>Source: prover/AIR8.md, Operators.</remarks>
internal static unsafe class SequenceVector
{
    /// <summary>-127 as a code.</summary>
    private const byte Masked = 1;

    /// <summary>Rows of the table stand in the order of the codes, and its bytes in the order of the result's.</summary>
    public static void Exp(KernelCall call)
    {
        Frame x = call.In(0);
        (int start, int end) = (call.Box.Start.Channels, call.Box.End.Channels);
        fixed (byte* input = x.Bytes)
        fixed (byte* result = call.Out.Bytes)
        fixed (byte* table = call.ExpTable)
        {
            foreach (Row row in call.Box)
            {
                byte* from = input + x.At(row);
                ushort* to = (ushort*)result + x.At(row);
                for (int c = start; c < end; c++)
                    to[c] = ((ushort*)table)[from[c]];
            }
        }
    }

    public static void CausalMask(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        (int start, int end) = (call.Box.Start.Channels, call.Box.End.Channels);
        foreach (Row row in call.Box)
        {
            int at = x.At(row);
            int seen = Math.Clamp(row.X + 1, start, end);
            x.Bytes[(at + start)..(at + seen)].CopyTo(y.Bytes[(at + start)..]);
            y.Bytes[(at + seen)..(at + end)].Fill(Masked);
        }
    }

    public static void ArgMax(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        foreach (Row row in call.Box)
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> codes = x.Bytes.Slice(x.At(row), x.Shape.Channels);
            // Excess-128 keeps the order; the first of the largest is the lowest index.
            y.SetUInt16(y.At(row), codes.IndexOf(Largest(codes)));
        }
    }

    public static void Transpose(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        OperatorParameters p = call.Op.Parameters;
        if (call.Op.Type != ElementType.Int8)
        {
            LayoutScalar.Transpose(call);
            return;
        }
        // Step in the input's frame for a step along each axis of the result.
        (int step0, int step1) = (1 << x.Shape.Bit(p[0]), 1 << x.Shape.Bit(p[1]));
        (int step2, int step3) = (1 << x.Shape.Bit(p[2]), 1 << x.Shape.Bit(p[3]));
        (int start, int count) = (call.Box.Start.Channels, call.Box.Channels);
        fixed (byte* input = x.Bytes)
        fixed (byte* result = y.Bytes)
        {
            foreach (Row row in call.Box)
            {
                byte* to = result + y.At(row) + start;
                byte* from = input + (row.X * step1 + row.Y * step2 + row.B * step3) + (nint)start * step0;
                if (step0 == 1)
                {
                    Buffer.MemoryCopy(from, to, count, count);
                    continue;
                }
                for (int c = 0; c < count; c++, from += step0)
                    to[c] = *from;
            }
        }
    }

    private static byte Largest(ReadOnlySpan<byte> codes)
    {
        byte largest = 0;
        int i = 0;
        if (codes.Length >= Vector256<byte>.Count)
        {
            Vector256<byte> all = default;
            for (; i <= codes.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
                all = Vector256.Max(all, Vector256.Create(codes[i..]));
            for (int lane = 0; lane < Vector256<byte>.Count; lane++)
                largest = Math.Max(largest, all[lane]);
        }
        for (; i < codes.Length; i++)
            largest = Math.Max(largest, codes[i]);
        return largest;
    }
}
