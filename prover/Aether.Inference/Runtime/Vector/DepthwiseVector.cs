using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Inference;

/// <summary>DepthwiseConv2D sixteen channels at a time.</summary>
/// <remarks>A product of two int8 fits 16 bits (127^2 = 16,129), so vpmullw is exact; sums are kept in 32.</remarks>
internal static unsafe class DepthwiseVector
{
    private const int Lanes = 16;

    public static void Run(KernelCall call, in Finish finish)
    {
        Window2D window = Window2D.Of(call.Op.Parameters);
        Frame x = call.In(0);
        TensorShape shape = x.Shape;
        int first = call.Box.Start.Channels;
        int channels = call.Box.Channels;
        int padded = (channels + Lanes - 1) / Lanes * Lanes;
        int[] memory = new int[padded];
        short[] staged = StageWeights(call, window, padded);
        fixed (byte* input = call.Inputs[0].Buffer)
        fixed (short* weights = staged)
        fixed (int* sums = memory)
        {
            foreach (Row row in call.Box)
            {
                call.CancellationToken.ThrowIfCancellationRequested();
                memory.AsSpan().Clear();
                for (int ky = 0; ky < window.Height; ky++)
                for (int kx = 0; kx < window.Width; kx++)
                {
                    int fromX = (row.X << window.StrideLogX) + kx - window.Left;
                    int fromY = (row.Y << window.StrideLogY) + ky - window.Top;
                    if (fromX < 0 || fromX >= shape.Width || fromY < 0 || fromY >= shape.Height)
                        continue;
                    Add(input + x.At(first, fromX, fromY, row.B), weights + (ky * window.Width + kx) * padded, sums, channels);
                }
                finish.Write(sums, row, first, channels);
            }
        }
    }

    private static void Add(byte* codes, short* weights, int* sums, int channels)
    {
        Vector256<short> offset = Vector256.Create((short)128);
        int c = 0;
        for (; c <= channels - Lanes; c += Lanes)
        {
            Vector256<short> product = (Avx2.ConvertToVector256Int16(codes + c) - offset) * Vector256.Load(weights + c);
            (Vector256<int> low, Vector256<int> high) = Vector256.Widen(product);
            (Vector256.Load(sums + c) + low).Store(sums + c);
            (Vector256.Load(sums + c + 8) + high).Store(sums + c + 8);
        }
        for (; c < channels; c++)
            sums[c] += (codes[c] - 128) * weights[c];
    }

    /// <summary>Weights as int16, [c][kx][ky] without gaps, for the channels of the box.</summary>
    private static short[] StageWeights(KernelCall call, Window2D window, int padded)
    {
        short[] staged = new short[padded * window.Width * window.Height];
        int channelLog = call.Op.Shape.Log(0);
        int widthLog = TensorShape.LogOf(window.Width);
        ReadOnlySpan<byte> weights = call.Weights;
        for (int ky = 0; ky < window.Height; ky++)
        for (int kx = 0; kx < window.Width; kx++)
        {
            ReadOnlySpan<byte> codes = weights.Slice(
                ((((ky << widthLog) + kx) << channelLog) + call.Box.Start.Channels),
                call.Box.Channels
            );
            Span<short> target = staged.AsSpan((ky * window.Width + kx) * padded);
            for (int c = 0; c < codes.Length; c++)
                target[c] = (short)(codes[c] - 128);
        }
        return staged;
    }
}
