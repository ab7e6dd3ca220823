using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Inference;

/// <summary>SoftmaxDivide, RmsScale, Normalise and Centre in 256-bit registers, by the same exact formulas.</summary>
/// <remarks>Source: prover/AIR8.md, Operators.</remarks>
internal static unsafe class NormalisationVector
{
    private const int Chunk = 256;

    /// <summary>y = floor((254 x + d) / (2 d)), d the sum of the row.</summary>
    /// <remarks>
    /// Divided as doubles: both sides are below 2^28, so a quotient that is no integer is at least 2^-28 away from one, and rounding moves a quotient below
    /// 128 by 2^-46 at most.
    /// </remarks>
    public static void SoftmaxDivide(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        int channels = x.Shape.Channels;
        (int start, int end) = (call.Box.Start.Channels, call.Box.End.Channels);
        fixed (byte* input = x.Bytes)
        fixed (byte* result = y.Bytes)
        {
            foreach (Row row in call.Box)
            {
                call.CancellationToken.ThrowIfCancellationRequested();
                int at = x.At(row);
                byte* from = input + 2L * at;
                int sum = Sum(from, channels);
                Vector256<double> added = Vector256.Create((double)sum);
                Vector256<double> divisor = Vector256.Create(2.0 * sum);
                int c = start;
                for (; c <= end - 4; c += 4)
                {
                    Vector128<int> numbers = Sse41.ConvertToVector128Int32(
                        Swapped(Vector128.CreateScalar(*(ulong*)(from + 2 * c)).AsByte()).AsUInt16()
                    );
                    Vector256<double> dividend = Avx.ConvertToVector256Double(numbers * 254) + added;
                    Vector128<int> quotient = Avx.ConvertToVector128Int32WithTruncation(dividend / divisor) + Vector128.Create(128);
                    Vector128<short> words = Sse2.PackSignedSaturate(quotient, quotient);
                    *(uint*)(result + at + c) = Sse2.PackUnsignedSaturate(words, words).AsUInt32().ToScalar();
                }
                for (; c < end; c++)
                    result[at + c] = (byte)((254 * Word(from + 2 * c) + sum) / (2 * sum) + 128);
            }
        }
    }

    public static void RmsScale(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        int channels = x.Shape.Channels;
        fixed (byte* input = x.Bytes)
        {
            foreach (Row row in call.Box)
            {
                call.CancellationToken.ThrowIfCancellationRequested();
                long q = call.Op.Parameters.Number + Squares(input + x.At(row), channels);
                y.SetUInt16(y.At(row), NormalisationScalar.Scale(q, call.Op.Parameters[0]));
            }
        }
    }

    /// <param name="bias">Bias and half of every channel.</param>
    public static void Normalise(KernelCall call, TableLookup lookup, int[] bias)
    {
        int* values = stackalloc int[Chunk];
        Frame x = call.In(0);
        Frame scales = call.In(1);
        int scaleShift = call.Op.Parameters[0];
        Vector256<int> half = Vector256.Create(Requantise.Half(scaleShift));
        (Vector256<int> least, Vector256<int> most) = (Vector256.Create((int)short.MinValue), Vector256.Create((int)short.MaxValue));
        fixed (byte* input = x.Bytes)
        fixed (byte* result = call.Out.Bytes)
        fixed (byte* weights = call.Weights)
        fixed (int* added = bias)
        {
            foreach (Row row in call.Box)
            {
                call.CancellationToken.ThrowIfCancellationRequested();
                int at = x.At(row);
                Vector256<int> scale = Vector256.Create(scales.UInt16(scales.At(row)));
                for (int c = call.Box.Start.Channels; c < call.Box.End.Channels; c += Chunk)
                {
                    int length = Math.Min(Chunk, call.Box.End.Channels - c);
                    for (int n = 0; n < length; n += 8)
                    {
                        int left = length - n;
                        Vector256<int> u = Vector256.ShiftRightArithmetic(
                            ElementVector.Load(input + at + c + n, left) * scale + half,
                            scaleShift
                        );
                        Vector256<int> acc =
                            Vector256.Clamp(u, least, most) * ElementVector.Load(weights + c + n, left) + Biases(added + c + n, left);
                        Vector256.ShiftRightArithmetic(acc, call.Op.Shift).Store(values + n);
                    }
                    lookup.Write(values, result + at + c, length);
                }
            }
        }
    }

    public static void Centre(KernelCall call, TableLookup lookup)
    {
        int* values = stackalloc int[Chunk];
        Frame x = call.In(0);
        int channels = x.Shape.Channels;
        int half = Requantise.Half(call.Op.Shift);
        fixed (byte* input = x.Bytes)
        fixed (byte* result = call.Out.Bytes)
        {
            foreach (Row row in call.Box)
            {
                call.CancellationToken.ThrowIfCancellationRequested();
                int at = x.At(row);
                Vector256<int> taken = Vector256.Create(half - SumOf(input + at, channels));
                for (int c = call.Box.Start.Channels; c < call.Box.End.Channels; c += Chunk)
                {
                    int length = Math.Min(Chunk, call.Box.End.Channels - c);
                    for (int n = 0; n < length; n += 8)
                    {
                        Vector256<int> acc = ElementVector.Load(input + at + c + n, length - n) * channels + taken;
                        Vector256.ShiftRightArithmetic(acc, call.Op.Shift).Store(values + n);
                    }
                    lookup.Write(values, result + at + c, length);
                }
            }
        }
    }

    /// <summary>Sum of big-endian numbers: at most 2^11 of them.</summary>
    private static int Sum(byte* words, int count)
    {
        Vector256<int> sums = default;
        int i = 0;
        for (; i <= count - 8; i += 8)
            sums += Avx2.ConvertToVector256Int32(Swapped(Vector128.Load(words + 2 * i)).AsUInt16());
        int sum = Vector256.Sum(sums);
        for (; i < count; i++)
            sum += Word(words + 2 * i);
        return sum;
    }

    /// <summary>At most 2^17 squares: 2^14 in a lane, each pair below 2^15.</summary>
    private static long Squares(byte* codes, int count)
    {
        Vector256<int> sums = default;
        Vector256<short> offset = Vector256.Create((short)128);
        int i = 0;
        for (; i <= count - 16; i += 16)
        {
            Vector256<short> numbers = Avx2.ConvertToVector256Int16(codes + i) - offset;
            sums += Avx2.MultiplyAddAdjacent(numbers, numbers);
        }
        (Vector256<long> low, Vector256<long> high) = Vector256.Widen(sums);
        long sum = Vector256.Sum(low + high);
        for (; i < count; i++)
            sum += (codes[i] - 128) * (codes[i] - 128);
        return sum;
    }

    private static int SumOf(byte* codes, int count)
    {
        Vector256<long> sums = default;
        int i = 0;
        for (; i <= count - 32; i += 32)
            sums += Avx2.SumAbsoluteDifferences(Vector256.Load(codes + i), default).AsInt64();
        int sum = (int)Vector256.Sum(sums);
        for (int from = i; from < count; from++)
            sum += codes[from];
        return sum - 128 * count;
    }

    private static Vector256<int> Biases(int* biases, int left)
    {
        if (left >= 8)
            return Vector256.Load(biases);
        Vector256<int> values = default;
        for (int i = 0; i < left; i++)
            values = values.WithElement(i, biases[i]);
        return values;
    }

    private static int Word(byte* word) => BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(word, 2));

    private static Vector128<byte> Swapped(Vector128<byte> words) =>
        Ssse3.Shuffle(words, Vector128.Create((byte)1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
}
