namespace Aether.Cuda;

// The kernels behind Gemm, Conv2D and MatMul, and the choice between them.
internal sealed partial class DeviceKernels
{
    private const int RowsMost = 8;
    private const int RowsOfWarp = 4;
    private const int OutputsOfBlock = 4;
    private const int GatherBelowLog = 4;
    private const int GridMost = 65535;

    /// <summary>The kernel that suits a contraction; <paramref name="batches"/> as in <see cref="Contract"/>.</summary>
    public ContractKernel Choose(in ContractArgs args, long batches)
    {
        if (args.Dense && args.Box.LiveRows <= RowsMost && args.RunLog >= GatherBelowLog)
            return ContractKernel.Rows;
        if (!TensorCores)
            return ContractKernel.Dp4A;
        if (args.From.Log0 < GatherBelowLog)
            return ContractKernel.TensorGather;
        if (ChooseWgmma(args, batches) is ContractKernel wgmma)
            return wgmma;
        // Large tiles do more for a byte, unless they leave multiprocessors without one.
        long large = Tiles(args.Box.LiveRows, 128) * Tiles(args.Box.Live0, 128) * batches;
        return large >= multiprocessors ? ContractKernel.Tensor128 : ContractKernel.Tensor64;
    }

    /// <summary>Starts a contraction. Where the result has padding, its frame must be zero before.</summary>
    /// <param name="batches">Live (h, e) of a product of activations; 1 otherwise.</param>
    /// <param name="kernel">One that <see cref="Choose"/> may give for these arguments.</param>
    public void Contract(CudaStream stream, in ContractArgs args, long batches, ContractKernel kernel)
    {
        (string name, uint threads, int tile, int outputs) = kernel switch
        {
            ContractKernel.Rows => ("contract_rows", 128u, 0, 0),
            ContractKernel.Dp4A => ("contract_dp4a", 256u, 64, 64),
            ContractKernel.Tensor64 => ("contract_mma_64", 128u, 64, 64),
            ContractKernel.Tensor128 => ("contract_mma_128", 128u, 128, 128),
            ContractKernel.TensorGather => ("contract_mma_64_gather", 128u, 64, 64),
            ContractKernel.Wgmma128 => (Wgmma128Name, WgmmaThreads, WgmmaRows, 128),
            ContractKernel.Wgmma256 => (Wgmma256Name, WgmmaThreads, WgmmaRows, 256),
            _ => throw new ArgumentOutOfRangeException(nameof(kernel), kernel, "no such kernel"),
        };
        // Only x has room for every tile of a result that fits into memory.
        uint rowTiles = tile == 0 ? 0 : Tiles(args.Box.LiveRows, tile);
        (uint x, uint y) =
            tile == 0
                ? (Tiles(args.Box.Live0, OutputsOfBlock), Tiles(args.Box.LiveRows, RowsOfWarp))
                : (checked(rowTiles * Tiles(args.Box.Live0, outputs)), 1u);
        for (long start = 0; start < batches; start += GridMost)
        {
            ContractArgs part = args with { BatchStart = checked((uint)start), RowTiles = rowTiles };
            stream.Launch(kernels[name], (x, y, (uint)Math.Min(GridMost, batches - start)), threads, part);
        }
    }

    private static uint Tiles(long size, int tile) => checked((uint)((size + tile - 1) / tile));
}
