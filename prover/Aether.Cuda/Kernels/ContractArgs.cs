using System.Runtime.InteropServices;

namespace Aether.Cuda;

/// <summary>Gemm, Conv2D or MatMul as one contraction; prover/kernels/contract.h says what the fields mean. A test compares the size.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ContractArgs
{
    public ulong In { get; init; }
    public ulong Weights { get; init; }
    public ulong Out { get; init; }
    public ulong Bias16 { get; init; }
    public DeviceFinish Finish { get; init; }
    public DeviceBox From { get; init; }
    public DeviceBox Box { get; init; }
    public uint KernelX { get; init; }
    public uint KernelY { get; init; }
    public uint StrideXLog { get; init; }
    public uint StrideYLog { get; init; }
    public int Left { get; init; }
    public int Top { get; init; }
    public uint RunLog { get; init; }
    public uint RowLog { get; init; }
    public uint BiasShift { get; init; }
    public uint BatchStart { get; init; }
    public uint BatchWidth { get; init; }
    public uint BatchWidthLog { get; init; }
    public uint InBatchLog { get; init; }
    public uint WeightsBatchLog { get; init; }
    public uint OutBatchLog { get; init; }
    public uint BatchSliced { get; init; }
    public uint RowTiles { get; init; }
    private readonly uint unused;

    /// <summary>A kernel of 1 by 1: a dense layer over (channels, rows).</summary>
    public bool Dense => KernelX == 1 && KernelY == 1 && StrideXLog == 0 && StrideYLog == 0 && Left == 0 && Top == 0;
}

/// <summary>Parameters of prover/kernels/peak.cu and peak_wgmma.cu.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct PeakArgs(ulong Out, uint Turns)
{
    private readonly uint unused;
}

/// <summary>Which kernel makes a contraction. All give the same bytes.</summary>
internal enum ContractKernel
{
    /// <summary>A warp for an output and up to four rows: the decode loop.</summary>
    Rows,

    /// <summary>Without tensor cores.</summary>
    Dp4A,

    /// <summary>Tensor cores, tiles of 64 by 64.</summary>
    Tensor64,

    /// <summary>Tensor cores, tiles of 128 by 128.</summary>
    Tensor128,

    /// <summary>Tensor cores, fewer than 16 input channels.</summary>
    TensorGather,

    /// <summary>Tensor cores of Hopper, tiles of 128 rows by 128 outputs.</summary>
    Wgmma128,

    /// <summary>Tensor cores of Hopper, tiles of 128 rows by 256 outputs.</summary>
    Wgmma256,
}
