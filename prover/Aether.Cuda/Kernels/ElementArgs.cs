using System.Runtime.InteropServices;

namespace Aether.Cuda;

// Parameters of prover/kernels/elementwise.cu, depthwise.cu and training.cu, field by field. A test compares the sizes.

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct LutArgs(ulong In, ulong Out, DeviceFinish Finish, DeviceBox Box);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct AddArgs(
    ulong Left,
    ulong Right,
    ulong Out,
    DeviceFinish Finish,
    DeviceBox Box,
    uint LeftShift,
    uint RightShift,
    uint Subtract
)
{
    private readonly uint unused;
}

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct AverageArgs(ulong In, ulong Out, DeviceFinish Finish, DeviceBox From, DeviceBox Box, uint Wide, uint High);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct PairArgs(ulong In, ulong Out, DeviceFinish Finish, DeviceBox From, DeviceBox Box, uint Axis)
{
    private readonly uint unused;
}

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct View8Args(ulong In, ulong Out, DeviceBox Box);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct CausalMaskArgs(ulong In, ulong Out, DeviceBox Box);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ExponentialArgs(ulong In, ulong Out, ulong Table, DeviceBox Box);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct DepthwiseArgs(
    ulong In,
    ulong Weights,
    ulong Out,
    DeviceFinish Finish,
    DeviceBox From,
    DeviceBox Box,
    uint KernelX,
    uint KernelY,
    uint StrideXLog,
    uint StrideYLog,
    int Left,
    int Top,
    uint KernelXLog
)
{
    private readonly uint unused;
}

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct UpdateArgs(
    ulong State,
    ulong Delta,
    ulong In,
    ulong Out,
    DeviceBox Box,
    uint Batch,
    uint BatchLog,
    uint Rate,
    uint Shift
);
