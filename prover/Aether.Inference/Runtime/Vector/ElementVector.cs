using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Inference;

/// <summary>Add, Lut, Map2, AvgPool and PairMap over runs of elements that lie beside each other.</summary>
/// <remarks>Source: prover/AIR8.md, Operators. 256-bit registers; the table is most of the time where it is no clamp.</remarks>
internal static unsafe class ElementVector
{
    private const int Chunk = 256;

    /// <summary>v = ((a &lt;&lt; leftLog) + sign (b &lt;&lt; rightLog) + half) >> shift, then the table.</summary>
    public static void Two(KernelCall call, TableLookup lookup, int leftLog, int rightLog, bool subtract)
    {
        int* values = stackalloc int[Chunk];
        int half = Requantise.Half(call.Op.Shift);
        fixed (byte* left = call.Inputs[0].Buffer)
        fixed (byte* right = call.Inputs[^1].Buffer)
        fixed (byte* result = call.Result.Buffer)
        {
            foreach ((int start, int count) in Runs(call))
            {
                for (int at = start; at < start + count; at += Chunk)
                {
                    int length = Math.Min(Chunk, start + count - at);
                    for (int n = 0; n < length; n += 8)
                    {
                        Vector256<int> a = Load(left + at + n, length - n) << leftLog;
                        Vector256<int> b = Load(right + at + n, length - n) << rightLog;
                        Vector256<int> sum = (subtract ? a - b : a + b) + Vector256.Create(half);
                        Vector256.ShiftRightArithmetic(sum, call.Op.Shift).Store(values + n);
                    }
                    lookup.Write(values, result + at, length);
                }
            }
        }
    }

    public static void Lut(KernelCall call, TableLookup lookup)
    {
        int* values = stackalloc int[Chunk];
        fixed (byte* input = call.Inputs[0].Buffer)
        fixed (byte* result = call.Result.Buffer)
        {
            foreach ((int start, int count) in Runs(call))
            {
                for (int at = start; at < start + count; at += Chunk)
                {
                    int length = Math.Min(Chunk, start + count - at);
                    for (int n = 0; n < length; n += 8)
                        Load(input + at + n, length - n).Store(values + n);
                    lookup.Write(values, result + at, length);
                }
            }
        }
    }

    /// <summary>Sums over windows, or pairs 256 a + b along x or y: rows of channels added up.</summary>
    /// <param name="steps">Where each term of the sum lies from the first, in elements, and its factor.</param>
    /// <param name="logs">Logarithms of the elements of the input along x, y and b for one of the result.</param>
    public static void Windows(KernelCall call, TableLookup lookup, (int Step, int FactorLog)[] steps, (int X, int Y, int B) logs)
    {
        int* values = stackalloc int[Chunk];
        int half = Requantise.Half(call.Op.Shift);
        Frame x = call.In(0);
        Frame y = call.Out;
        fixed (byte* input = call.Inputs[0].Buffer)
        fixed (byte* result = call.Result.Buffer)
        {
            foreach (Row row in call.Box)
            {
                call.CancellationToken.ThrowIfCancellationRequested();
                byte* source = input + x.At(0, row.X << logs.X, row.Y << logs.Y, row.B << logs.B);
                byte* target = result + y.At(row);
                for (int c = call.Box.Start.Channels; c < call.Box.End.Channels; c += Chunk)
                {
                    int length = Math.Min(Chunk, call.Box.End.Channels - c);
                    for (int n = 0; n < length; n += 8)
                    {
                        Vector256<int> sum = Vector256.Create(half);
                        foreach ((int step, int factorLog) in steps)
                            sum += Load(source + step + c + n, length - n) << factorLog;
                        Vector256.ShiftRightArithmetic(sum, call.Op.Shift).Store(values + n);
                    }
                    lookup.Write(values, target + c, length);
                }
            }
        }
    }

    /// <summary>Eight elements as numbers; behind the end of the run zeros, read from nowhere.</summary>
    internal static Vector256<int> Load(byte* codes, int left)
    {
        if (left >= 8)
            return Avx2.ConvertToVector256Int32(codes) - Vector256.Create(128);
        Vector256<int> values = default;
        for (int i = 0; i < left; i++)
            values = values.WithElement(i, codes[i] - 128);
        return values;
    }

    /// <summary>Runs of live elements: rows of channels, or whole lines where the channels fill their frame.</summary>
    private static IEnumerable<(int Start, int Count)> Runs(KernelCall call)
    {
        TensorShape shape = call.Op.Shape;
        (int bitX, int bitY, int bitB) = (shape.Bit(1), shape.Bit(2), shape.Bit(3));
        Box box = call.Box;
        bool lines = box.Start.Channels == 0 && box.End.Channels == 1 << bitX;
        Box rows = lines ? new Box(box.Start, box.End with { Width = box.Start.Width + 1 }) : box;
        int count = lines ? box.Channels * (box.End.Width - box.Start.Width) : box.Channels;
        foreach (Row row in rows)
            yield return (box.Start.Channels + (row.X << bitX) + (row.Y << bitY) + (row.B << bitB), count);
    }
}
