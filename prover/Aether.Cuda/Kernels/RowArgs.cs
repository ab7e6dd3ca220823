using System.Runtime.InteropServices;

namespace Aether.Cuda;

// Parameters of prover/kernels/rows.cu, layout.cu and decode.cu, field by field. A test compares the sizes.

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ArgMaxArgs(ulong In, ulong Out, DeviceBox From, DeviceBox Box);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SoftmaxDivideArgs(ulong In, ulong Out, DeviceBox Box);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct RmsScaleArgs(ulong In, ulong Out, DeviceBox From, DeviceBox Box, uint K, uint Eps);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NormaliseArgs(
    ulong In,
    ulong Scale,
    ulong Weights,
    ulong Out,
    DeviceFinish Finish,
    DeviceBox Box,
    DeviceBox ScaleBox,
    uint First
)
{
    private readonly uint unused;
}

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct CentreArgs(ulong In, ulong Out, DeviceFinish Finish, DeviceBox Box);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct EmbeddingArgs(
    ulong In,
    ulong Weights,
    ulong Out,
    ulong Flag,
    DeviceBox From,
    DeviceBox Box,
    uint Vocabulary,
    uint ByPosition
);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TransposeArgs(
    ulong In,
    ulong Out,
    DeviceBox From,
    DeviceBox Box,
    uint From0,
    uint From1,
    uint From2,
    uint From3
);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct MovePartArgs(
    ulong In,
    ulong Out,
    DeviceBox From,
    DeviceBox Box,
    uint Axis,
    uint FromStart,
    uint ToStart,
    uint Length
);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TakeArgs(ulong In, ulong Out, DeviceBox Box);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct FeedTokenArgs(ulong Prompt, ulong Out, ulong In, ulong Position, ulong Known);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NextPositionArgs(ulong Position);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct RecodeArgs(ulong In, ulong Out, ulong Words, uint Mask, uint Swap);
