namespace Aether.Cuda;

/// <summary>The kernels of validity proofs, loaded for a device: one method per kernel, which knows its grid.</summary>
/// <remarks>
/// One module for all GPUs, prover/kernels/proofs.cu. Launches return at once. Whoever passes an address keeps its buffer alive until the stream was
/// synchronised. Grids follow from sizes and from the device; field and group sums are exact, so no grid shows in a result.
/// </remarks>
internal sealed class ProofKernels : IDisposable
{
    private const uint Threads = 128;

    /// <summary>Values that a block of fr_inverse takes: AE_INVERSE_THREADS x AE_INVERSE_OF_THREAD.</summary>
    private const int InverseShare = 128 * 16;

    /// <summary>Blocks for each multiprocessor of kernels that stride over their work.</summary>
    private const int BlocksOfMultiprocessor = 8;

    /// <summary>Least work of a thread that strides, so that a block's own sum is little beside it.</summary>
    private const int StrideMin = 8;

    private readonly CudaModule module;
    private readonly Dictionary<string, CudaKernel> kernels = [];
    private readonly int blocksMost;

    private ProofKernels(CudaModule module, int multiprocessors)
    {
        (this.module, blocksMost) = (module, BlocksOfMultiprocessor * multiprocessors);
        foreach (string name in Names)
            kernels.Add(name, module.Kernel(name));
    }

    /// <summary>Entry points of the module.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "fr_product",
        "fq_product",
        "fr_add_scaled",
        "fr_fold",
        "column_horner",
        "row_horner",
        "product_sums",
        "slot_sums",
        "row_sums",
        "fr_sums",
        "row_products",
        "symmetric_sums",
        "fr_inverse",
        "msm_bits",
        "msm_digits",
        "msm_starts",
        "msm_pieces",
        "msm_join",
        "msm_buckets",
        "msm_windows",
    ];

    /// <summary>What the driver's compiler had to say.</summary>
    public string Log => module.Log;

    /// <param name="ptx">Kernels that were compiled elsewhere; null for those that are embedded.</param>
    /// <exception cref="CudaException">The driver does not accept the PTX.</exception>
    public static ProofKernels Load(CudaDevice device, byte[]? ptx = null)
    {
        CudaModule loaded = device.Load(ptx ?? Ptx());
        try
        {
            return new ProofKernels(loaded, device.Info.Multiprocessors);
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>The PTX that is embedded in this assembly.</summary>
    public static byte[] Ptx() => DeviceKernels.Embedded("proofs.sm_61.ptx");

    /// <summary>Blocks of a kernel that sums <paramref name="count"/> things; each writes a sum of its own.</summary>
    public int Blocks(long count) => (int)Math.Clamp((count + (StrideMin * Threads) - 1) / (StrideMin * Threads), 1, blocksMost);

    public void FrProduct(CudaStream stream, in FieldProductArgs args) => Each(stream, "fr_product", args.Count, args);

    public void FqProduct(CudaStream stream, in FieldProductArgs args) => Each(stream, "fq_product", args.Count, args);

    public void AddScaled(CudaStream stream, in AddScaledArgs args) => Each(stream, "fr_add_scaled", args.Count, args);

    /// <param name="tables">How many are folded.</param>
    public void Fold(CudaStream stream, int tables, in FoldArgs args) => Each(stream, "fr_fold", args.Half, args, tables);

    public void ColumnHorner(CudaStream stream, in HornerArgs args) => Each(stream, "column_horner", args.Width, args);

    public void RowHorner(CudaStream stream, in HornerArgs args) => Each(stream, "row_horner", args.Rows, args);

    /// <summary>Writes <see cref="Blocks"/> times two sums.</summary>
    public void ProductSums(CudaStream stream, in ProductSumsArgs args) =>
        Launch(stream, "product_sums", Blocks(checked((long)args.Pairs)), args);

    /// <summary>Writes <see cref="Blocks"/> times four sums.</summary>
    public void SlotSums(CudaStream stream, in LookupSumsArgs args) => Launch(stream, "slot_sums", Blocks(checked((long)args.Pairs)), args);

    /// <summary>Writes <see cref="Blocks"/> times four sums.</summary>
    public void RowSums(CudaStream stream, in LookupSumsArgs args) => Launch(stream, "row_sums", Blocks(checked((long)args.Pairs)), args);

    public void ColumnSums(CudaStream stream, in ColumnSumsArgs args) => Launch(stream, "fr_sums", checked((int)args.Columns), args);

    public void RowProducts(CudaStream stream, int rows, in RowProductsArgs args) => Launch(stream, "row_products", rows, args);

    public void SymmetricSums(CudaStream stream, in SymmetricSumsArgs args) =>
        Launch(stream, "symmetric_sums", checked((int)args.Width - 1), args);

    /// <summary>The word at <see cref="InverseArgs.Zero"/> must be 0 before.</summary>
    public void Inverse(CudaStream stream, in InverseArgs args) =>
        Launch(stream, "fr_inverse", checked((int)((args.Count + InverseShare - 1) / InverseShare)), args);

    /// <summary>Writes <see cref="Blocks"/> times eight words.</summary>
    public void MsmBits(CudaStream stream, in MsmBitsArgs args) => Launch(stream, "msm_bits", Blocks(checked((long)args.Count)), args);

    public void MsmDigits(CudaStream stream, in MsmDigitsArgs args) => Each(stream, "msm_digits", args.Count, args);

    public void MsmStarts(CudaStream stream, int windows, in MsmStartsArgs args) => Launch(stream, "msm_starts", windows, args);

    /// <param name="pieces">At least as many as any window has.</param>
    public void MsmPieces(CudaStream stream, int windows, long pieces, in MsmPiecesArgs args) =>
        Each(stream, args.Points == 0 ? "msm_join" : "msm_pieces", checked((ulong)pieces), args, windows);

    public void MsmBuckets(CudaStream stream, int windows, in MsmBucketsArgs args) => Each(stream, "msm_buckets", args.Runs, args, windows);

    public void MsmWindows(CudaStream stream, int windows, in MsmWindowsArgs args) => Launch(stream, "msm_windows", windows, args);

    public void Dispose() => module.Dispose();

    private void Each<T>(CudaStream stream, string kernel, ulong count, in T args, int rows = 1)
        where T : unmanaged =>
        stream.Launch(kernels[kernel], (checked((uint)((count + Threads - 1) / Threads)), (uint)rows, 1), Threads, args);

    private void Launch<T>(CudaStream stream, string kernel, int blocks, in T args)
        where T : unmanaged => stream.Launch(kernels[kernel], ((uint)blocks, 1, 1), Threads, args);
}
