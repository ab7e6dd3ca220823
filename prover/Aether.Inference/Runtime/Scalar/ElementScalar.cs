using System.Buffers.Binary;

namespace Aether.Inference;

/// <summary>Operators whose result at an index depends on nothing but their inputs at the same index.</summary>
/// <remarks>Source: prover/AIR8.md, Operators.</remarks>
internal static class ElementScalar
{
    public static void Add(KernelCall call)
    {
        Frame left = call.In(0);
        Frame right = call.In(1);
        Frame y = call.Out;
        int leftFactor = 1 << call.Op.Parameters[0];
        int rightFactor = (call.Op.IsVariant ? -1 : 1) << call.Op.Parameters[1];
        Lut lut = call.Lut;
        foreach (Row row in call.Box)
        {
            int at = y.At(row);
            for (int i = at + call.Box.Start.Channels; i < at + call.Box.End.Channels; i++)
                y.Bytes[i] = lut.Of(left.Int8(i) * leftFactor + right.Int8(i) * rightFactor);
        }
    }

    public static void Lut(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        Lut lut = call.Lut;
        foreach (Row row in call.Box)
        {
            int at = y.At(row);
            for (int i = at + call.Box.Start.Channels; i < at + call.Box.End.Channels; i++)
                y.Bytes[i] = lut.Of(x.Int8(i));
        }
    }

    public static void Map2(KernelCall call)
    {
        Frame left = call.In(0);
        Frame right = call.In(1);
        Frame y = call.Out;
        Lut lut = call.Lut;
        foreach (Row row in call.Box)
        {
            int at = y.At(row);
            for (int i = at + call.Box.Start.Channels; i < at + call.Box.End.Channels; i++)
                y.Bytes[i] = lut.Of(256 * left.Int8(i) + right.Int8(i));
        }
    }

    public static void CausalMask(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        foreach (Row row in call.Box)
        {
            int at = y.At(row);
            for (int j = call.Box.Start.Channels; j < call.Box.End.Channels; j++)
                y.SetInt8(at + j, j <= row.X ? x.Int8(at + j) : -127);
        }
    }

    public static void Exp(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        ReadOnlySpan<byte> table = call.ExpTable;
        foreach (Row row in call.Box)
        {
            int at = y.At(row);
            for (int i = at + call.Box.Start.Channels; i < at + call.Box.End.Channels; i++)
                y.SetUInt16(i, BinaryPrimitives.ReadUInt16BigEndian(table[(2 * (x.Int8(i) + 128))..]));
        }
    }

    public static void View8(KernelCall call)
    {
        Frame x = call.In(0);
        Frame y = call.Out;
        foreach (Row row in call.Box)
        {
            int at = y.At(row);
            for (int i = at + call.Box.Start.Channels; i < at + call.Box.End.Channels; i++)
                y.SetInt8(i, Math.Clamp((x.Int16(i) + 128) >> 8, -127, 127));
        }
    }
}
