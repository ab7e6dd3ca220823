using System.Numerics;

namespace Aether.Inference;

/// <summary>Live box of a tensor, and with it the frame: every axis rounded up to a power of two.</summary>
/// <param name="Channels">Axis 0, the lowest in memory. 1 to 2^24.</param>
/// <param name="Width">Axis 1.</param>
/// <param name="Height">Axis 2.</param>
/// <param name="Batch">Axis 3: images, positions or heads.</param>
/// <remarks>Element (c, x, y, b) of the frame stands at c + C (x + X (y + Y b)), with C, X, Y the frame's sizes.</remarks>
public readonly record struct TensorShape(int Channels, int Width = 1, int Height = 1, int Batch = 1)
{
    public const int AxisCount = 4;

    /// <summary>Largest logarithm of a frame's axis.</summary>
    public const int AxisLogMax = 24;

    /// <summary>Largest logarithm of a frame.</summary>
    public const int FrameLogMax = 32;

    /// <summary>Live size of an axis.</summary>
    public int Live(int axis) =>
        axis switch
        {
            0 => Channels,
            1 => Width,
            2 => Height,
            3 => Batch,
            _ => throw new ArgumentOutOfRangeException(nameof(axis), axis, "a tensor has four axes"),
        };

    /// <summary>Logarithm of the frame's size along an axis: the smallest that holds the live size.</summary>
    public int Log(int axis) => LogOf(Live(axis));

    /// <summary>The same shape with another live size along one axis.</summary>
    public TensorShape With(int axis, int live) =>
        axis switch
        {
            0 => this with { Channels = live },
            1 => this with { Width = live },
            2 => this with { Height = live },
            3 => this with { Batch = live },
            _ => throw new ArgumentOutOfRangeException(nameof(axis), axis, "a tensor has four axes"),
        };

    /// <summary>Position of an axis' lowest bit in the frame index: the step along it is 2 to this power.</summary>
    public int Bit(int axis)
    {
        int bit = 0;
        for (int below = 0; below < axis; below++)
            bit += Log(below);
        return bit;
    }

    /// <summary>Logarithm of the number of elements of the frame.</summary>
    public int FrameLog => Log(0) + Log(1) + Log(2) + Log(3);

    /// <summary>Elements of the frame.</summary>
    public long FrameCount => 1L << FrameLog;

    /// <summary>Elements of the live box.</summary>
    public long LiveCount => (long)Channels * Width * Height * Batch;

    /// <summary>Rows of <see cref="Channels"/> elements: width times height times batch.</summary>
    public long RowCount => (long)Width * Height * Batch;

    /// <summary>Every live size at least 1, no axis above 2^24, the frame at most 2^32 elements.</summary>
    public bool IsValid
    {
        get
        {
            for (int axis = 0; axis < AxisCount; axis++)
            {
                if (Live(axis) is < 1 or > (1 << AxisLogMax))
                    return false;
            }
            return FrameLog <= FrameLogMax;
        }
    }

    /// <summary>Position of a live row's first element in the frame.</summary>
    internal long RowOffset(long row)
    {
        long x = row % Width;
        long y = row / Width % Height;
        long b = row / ((long)Width * Height);
        return (((((b << Log(2)) + y) << Log(1)) + x) << Log(0));
    }

    /// <summary>The element of the frame at this position is in the live box.</summary>
    internal bool Contains(long index)
    {
        for (int axis = 0; axis < AxisCount; axis++)
        {
            if (((index >> Bit(axis)) & ((1L << Log(axis)) - 1)) >= Live(axis))
                return false;
        }
        return true;
    }

    internal static int LogOf(int size) => size <= 1 ? 0 : 32 - BitOperations.LeadingZeroCount((uint)(size - 1));

    public override string ToString() => $"{Channels}x{Width}x{Height}x{Batch}";
}
