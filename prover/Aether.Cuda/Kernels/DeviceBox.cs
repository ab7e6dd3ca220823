using System.Runtime.InteropServices;
using Aether.Inference;

namespace Aether.Cuda;

/// <summary>A shape as kernels read it: live sizes, and logarithms of the frame's.</summary>
/// <remarks>Source: prover/kernels/tensor.h, ae_box.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct DeviceBox(uint Live0, uint Live1, uint Live2, uint Live3, uint Log0, uint Log1, uint Log2, uint Log3)
{
    public long LiveRows => (long)Live1 * Live2 * Live3;

    public long LiveCount => LiveRows * Live0;

    public int FrameLog => (int)(Log0 + Log1 + Log2 + Log3);

    public long FrameCount => 1L << FrameLog;

    /// <summary>Elements outside the live box exist and have to be made zero.</summary>
    public bool Padded => LiveCount != FrameCount;

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
}

/// <summary>What follows an accumulator. Addresses are the device's; a bias of 0 is none.</summary>
/// <remarks>Source: prover/kernels/tensor.h, ae_finish.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct DeviceFinish(ulong Bias, ulong Lut, uint Shift)
{
    private readonly uint unused;
}
