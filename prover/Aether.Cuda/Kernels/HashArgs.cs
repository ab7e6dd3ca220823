using System.Runtime.InteropServices;

namespace Aether.Cuda;

// Parameters of prover/kernels/keccak.cu, field by field. A test compares the sizes.

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct LeavesArgs(ulong In, ulong Out, ulong Words, ulong Leaves, ulong Mask, ulong LastWordMask, uint Swap)
{
    private readonly uint unused;
}

/// <summary>A tensor, or its place at a position, for <see cref="AllLeavesArgs"/>.</summary>
/// <param name="Start">Its first leaf in the arena, in hashes.</param>
/// <param name="LeavesBefore">Leaves of the tensors in front of this one.</param>
/// <param name="Wide">1: elements of 16 bits.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct HashedTensor(ulong In, ulong Start, DeviceBox Box, ulong Mask, uint LeavesBefore, uint Wide);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct AllLeavesArgs(ulong Tensors, ulong Hashes, uint Count, uint Leaves);

/// <summary>A tree in the arena of hashes: its leaves from <paramref name="Start"/>, its nodes behind them.</summary>
/// <param name="NodesBefore">Nodes of one launch that belong to trees in front of this one.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct DeviceTree(ulong Start, uint LeavesLog, uint NodesBefore)
{
    public const int Size = 16;
}

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NodesArgs(ulong Trees, ulong Hashes, uint Count, uint Level, uint Nodes)
{
    private readonly uint unused;
}

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct RootsArgs(ulong Preimages, ulong Trees, ulong Hashes, ulong Roots, ulong Position, uint Count, uint Stride);
