namespace Aether.Cuda;

// One method per kernel. Frames are made four elements a thread, rows one warp each, everything else one element a thread.
internal sealed partial class DeviceKernels
{
    private const int ElementsOfThread = 4;

    public void Lut(CudaStream stream, in LutArgs args) => Elements(stream, "lut", args.Box, args);

    public void Add(CudaStream stream, in AddArgs args) => Elements(stream, "add", args.Box, args);

    public void Average(CudaStream stream, in AverageArgs args) => Elements(stream, "average", args.Box, args);

    public void Pair(CudaStream stream, in PairArgs args) => Elements(stream, "pair", args.Box, args);

    public void View8(CudaStream stream, in View8Args args) => Elements(stream, "view8", args.Box, args);

    public void CausalMask(CudaStream stream, in CausalMaskArgs args) => Elements(stream, "causal_mask", args.Box, args);

    public void Depthwise(CudaStream stream, in DepthwiseArgs args) => Elements(stream, "depthwise", args.Box, args);

    public void Exponential(CudaStream stream, in ExponentialArgs args) =>
        Launch(stream, "exponential", args.Box.Cells, ElementThreads, args);

    public void Update(CudaStream stream, in UpdateArgs args) => Launch(stream, "update", args.Box.Cells, ElementThreads, args);

    /// <summary>The frame must be zero before.</summary>
    public void ArgMax(CudaStream stream, in ArgMaxArgs args) => Rows(stream, "arg_max", args.Box, args);

    /// <summary>The frame must be zero before, as with every kernel over rows.</summary>
    public void SoftmaxDivide(CudaStream stream, in SoftmaxDivideArgs args) => Rows(stream, "softmax_divide", args.Box, args);

    public void RmsScale(CudaStream stream, in RmsScaleArgs args) => Rows(stream, "rms_scale", args.Box, args);

    public void Normalise(CudaStream stream, in NormaliseArgs args) => Rows(stream, "normalise", args.Box, args);

    public void Centre(CudaStream stream, in CentreArgs args) => Rows(stream, "centre", args.Box, args);

    public void Embedding(CudaStream stream, in EmbeddingArgs args) => Rows(stream, "embedding", args.Box, args);

    /// <param name="bytes">Of an element, 1 or 2.</param>
    public void Transpose(CudaStream stream, int bytes, in TransposeArgs args) =>
        Launch(stream, bytes == 1 ? "transpose_8" : "transpose_16", args.Box.Cells, ElementThreads, args);

    /// <param name="bytes">Of an element, 1 or 2.</param>
    public void MovePart(CudaStream stream, int bytes, in MovePartArgs args) =>
        Launch(stream, bytes == 1 ? "move_part_8" : "move_part_16", args.From.Cells, ElementThreads, args);

    /// <param name="bytes">Of an element, 1 or 2.</param>
    public void Take(CudaStream stream, int bytes, in TakeArgs args) =>
        Launch(stream, bytes == 1 ? "take_8" : "take_16", args.Box.Cells, ElementThreads, args);

    public void FeedToken(CudaStream stream, in FeedTokenArgs args) => Launch(stream, "feed_token", 1, WarpSize, args);

    public void NextPosition(CudaStream stream, in NextPositionArgs args) => Launch(stream, "next_position", 1, WarpSize, args);

    public void Recode(CudaStream stream, in RecodeArgs args) => Launch(stream, "recode", checked((long)args.Words), ElementThreads, args);

    public void HashLeaves(CudaStream stream, in LeavesArgs args) =>
        Launch(stream, "hash_leaves", checked((long)args.Leaves), HashThreads, args);

    public void HashAllLeaves(CudaStream stream, in AllLeavesArgs args) =>
        Launch(stream, "hash_all_leaves", args.Leaves, HashThreads, args);

    public void HashNodes(CudaStream stream, in NodesArgs args) => Launch(stream, "hash_nodes", args.Nodes, HashThreads, args);

    public void HashRoots(CudaStream stream, in RootsArgs args) => Launch(stream, "hash_roots", args.Count, HashThreads, args);

    /// <summary>Nothing but products on the tensor cores, to measure them.</summary>
    /// <param name="blocks">Of 256 threads; the result has one word for each thread.</param>
    public void MmaPeak(CudaStream stream, int blocks, in PeakArgs args) =>
        Launch(stream, "mma_peak", (long)blocks * ElementThreads, ElementThreads, args);

    /// <summary>The same by wgmma, where <see cref="Wgmma"/> is used.</summary>
    public void WgmmaPeak(CudaStream stream, int blocks, in PeakArgs args) =>
        Launch(stream, WgmmaPeakName, (long)blocks * WgmmaThreads, WgmmaThreads, args);

    private void Elements<T>(CudaStream stream, string kernel, DeviceBox box, in T args)
        where T : unmanaged => Launch(stream, kernel, (box.Cells + ElementsOfThread - 1) / ElementsOfThread, ElementThreads, args);

    private void Rows<T>(CudaStream stream, string kernel, DeviceBox box, in T args)
        where T : unmanaged => Launch(stream, kernel, box.LiveRows * WarpSize, RowThreads, args);
}
