using System.Numerics;

namespace Aether.Inference;

/// <summary>Index of the largest live channel of every row; the lowest index among equals.</summary>
internal static class ArgMaxScalar
{
    public static void Run(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        foreach (Row row in call.Box)
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            y.SetUInt16(y.At(row), Of<byte>(x.Bytes.Slice(x.At(row), x.Shape.Channels)));
        }
    }

    /// <param name="values">Numbers, or their codes: excess-128 keeps the order.</param>
    public static int Of<T>(ReadOnlySpan<T> values)
        where T : INumber<T>
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }
        return best;
    }
}
