using Aether.Inference;

namespace Aether.Cuda.Tests;

/// <summary>Frames in the device's form, and ways to walk over them; written for the tests, one element at a time.</summary>
internal static class Frames
{
    public static long Index(TensorShape shape, int c, int x, int y, int b) =>
        c
        + ((long)x << shape.Log(0))
        + ((long)y << (shape.Log(0) + shape.Log(1)))
        + ((long)b << (shape.Log(0) + shape.Log(1) + shape.Log(2)));

    public static IEnumerable<(int C, int X, int Y, int B)> Live(TensorShape shape)
    {
        for (int b = 0; b < shape.Batch; b++)
        for (int y = 0; y < shape.Height; y++)
        for (int x = 0; x < shape.Width; x++)
        for (int c = 0; c < shape.Channels; c++)
            yield return (c, x, y, b);
    }

    public static T[] Make<T>(TensorShape shape, Func<int, int, int, int, T> element)
    {
        T[] frame = new T[shape.FrameCount];
        foreach ((int c, int x, int y, int b) in Live(shape))
            frame[Index(shape, c, x, y, b)] = element(c, x, y, b);
        return frame;
    }

    /// <summary>A random int8; one frame in four holds extremes only.</summary>
    public static sbyte[] Int8(Random random, TensorShape shape)
    {
        bool extreme = random.Next(4) == 0;
        return Make(shape, (_, _, _, _) => Value(random, extreme));
    }

    public static sbyte Value(Random random, bool extreme) =>
        extreme ? (sbyte)(random.Next(2) == 0 ? 127 : -127) : (sbyte)random.Next(-127, 128);

    public static TensorShape Shape(Random random, int channels, int width, int height, int batch) =>
        new(random.Next(1, channels + 1), random.Next(1, width + 1), random.Next(1, height + 1), random.Next(1, batch + 1));

    /// <summary>A table without pattern, so that a wrong accumulator shows.</summary>
    public static sbyte[] Table(Random random)
    {
        sbyte[] table = new sbyte[65536];
        for (int i = 0; i < table.Length; i++)
            table[i] = (sbyte)random.Next(-127, 128);
        return table;
    }

    /// <summary>The requantisation of the specification, in 64 bits.</summary>
    public static int Requantise(long acc, int shift)
    {
        long half = shift == 0 ? 0 : 1L << (shift - 1);
        return (int)Math.Clamp((long)Math.Floor((decimal)(acc + half) / (1L << shift)), -32768, 32767);
    }

    public static sbyte Finish(sbyte[] table, long acc, int shift) => table[Requantise(acc, shift) + 32768];
}
