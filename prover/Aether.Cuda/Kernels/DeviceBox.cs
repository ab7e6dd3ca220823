using System.Runtime.InteropServices;
using Aether.Inference;

namespace Aether.Cuda;

/// <summary>A shape as kernels read it: live sizes, logarithms of the frame's, and which part of it is made.</summary>
/// <remarks>Source: prover/kernels/tensor.h, ae_box.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct DeviceBox(uint Live0, uint Live1, uint Live2, uint Live3, uint Log0, uint Log1, uint Log2, uint Log3)
{
    /// <summary>Address of the word that holds the place made along <see cref="Sliced"/>; 0 when all of it is made.</summary>
    public ulong Position { get; private init; }

    /// <summary>Axis + 1, or 0: all of it is made.</summary>
    public uint Sliced { get; private init; }

    private readonly uint unused;

    /// <summary>Live rows that are made.</summary>
    public long LiveRows => (long)Span(1) * Span(2) * Span(3);

    /// <summary>Places of the frame that are made.</summary>
    public long Cells => 1L << (int)(SpanLog(0) + SpanLog(1) + SpanLog(2) + SpanLog(3));

    /// <summary>Elements outside the live box exist and have to be made zero.</summary>
    public bool Padded => (long)Live0 * Live1 * Live2 * Live3 != 1L << (int)(Log0 + Log1 + Log2 + Log3);

    public static DeviceBox Of(TensorShape shape) =>
        new(
            (uint)shape.Channels,
            (uint)shape.Width,
            (uint)shape.Height,
            (uint)shape.Batch,
            (uint)shape.Log(0),
            (uint)shape.Log(1),
            (uint)shape.Log(2),
            (uint)shape.Log(3)
        );

    /// <summary>Only the place of an axis that the word at <paramref name="position"/> numbers.</summary>
    public DeviceBox At(int axis, ulong position) => this with { Position = position, Sliced = (uint)axis + 1 };

    /// <summary>All of it, with a position for kernels that want one besides.</summary>
    public DeviceBox WithPosition(ulong position) => this with { Position = position };

    private uint Span(int axis) =>
        Sliced == axis + 1
            ? 1
            : axis switch
            {
                0 => Live0,
                1 => Live1,
                2 => Live2,
                _ => Live3,
            };

    private uint SpanLog(int axis) =>
        Sliced == axis + 1
            ? 0
            : axis switch
            {
                0 => Log0,
                1 => Log1,
                2 => Log2,
                _ => Log3,
            };
}

/// <summary>What follows an accumulator. Addresses are the device's; a bias of 0 is none.</summary>
/// <remarks>Source: prover/kernels/tensor.h, ae_finish.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct DeviceFinish(ulong Bias, ulong Lut, uint Shift)
{
    private readonly uint unused;
}
