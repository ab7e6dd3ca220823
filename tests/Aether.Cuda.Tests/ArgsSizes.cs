using System.Runtime.CompilerServices;

namespace Aether.Cuda.Tests;

/// <summary>Bytes of every kernel's parameter as C# lays it out.</summary>
internal static class ArgsSizes
{
    public static Dictionary<string, int> All { get; } =
        new(StringComparer.Ordinal)
        {
            ["contract_mma_64"] = Unsafe.SizeOf<ContractArgs>(),
            ["contract_mma_128"] = Unsafe.SizeOf<ContractArgs>(),
            ["contract_mma_64_gather"] = Unsafe.SizeOf<ContractArgs>(),
            ["contract_rows"] = Unsafe.SizeOf<ContractArgs>(),
            ["contract_dp4a"] = Unsafe.SizeOf<ContractArgs>(),
            ["contract_wgmma_128"] = Unsafe.SizeOf<ContractArgs>(),
            ["contract_wgmma_256"] = Unsafe.SizeOf<ContractArgs>(),
            ["wgmma_peak"] = Unsafe.SizeOf<PeakArgs>(),
            ["mma_peak"] = Unsafe.SizeOf<PeakArgs>(),
            ["depthwise"] = Unsafe.SizeOf<DepthwiseArgs>(),
            ["lut"] = Unsafe.SizeOf<LutArgs>(),
            ["add"] = Unsafe.SizeOf<AddArgs>(),
            ["average"] = Unsafe.SizeOf<AverageArgs>(),
            ["pair"] = Unsafe.SizeOf<PairArgs>(),
            ["view8"] = Unsafe.SizeOf<View8Args>(),
            ["causal_mask"] = Unsafe.SizeOf<CausalMaskArgs>(),
            ["exponential"] = Unsafe.SizeOf<ExponentialArgs>(),
            ["update"] = Unsafe.SizeOf<UpdateArgs>(),
            ["arg_max"] = Unsafe.SizeOf<ArgMaxArgs>(),
            ["softmax_divide"] = Unsafe.SizeOf<SoftmaxDivideArgs>(),
            ["rms_scale"] = Unsafe.SizeOf<RmsScaleArgs>(),
            ["normalise"] = Unsafe.SizeOf<NormaliseArgs>(),
            ["centre"] = Unsafe.SizeOf<CentreArgs>(),
            ["embedding"] = Unsafe.SizeOf<EmbeddingArgs>(),
            ["transpose_8"] = Unsafe.SizeOf<TransposeArgs>(),
            ["transpose_16"] = Unsafe.SizeOf<TransposeArgs>(),
            ["move_part_8"] = Unsafe.SizeOf<MovePartArgs>(),
            ["move_part_16"] = Unsafe.SizeOf<MovePartArgs>(),
            ["take_8"] = Unsafe.SizeOf<TakeArgs>(),
            ["take_16"] = Unsafe.SizeOf<TakeArgs>(),
            ["feed_token"] = Unsafe.SizeOf<FeedTokenArgs>(),
            ["next_position"] = Unsafe.SizeOf<NextPositionArgs>(),
            ["recode"] = Unsafe.SizeOf<RecodeArgs>(),
            ["hash_leaves"] = Unsafe.SizeOf<LeavesArgs>(),
            ["hash_all_leaves"] = Unsafe.SizeOf<AllLeavesArgs>(),
            ["hash_nodes"] = Unsafe.SizeOf<NodesArgs>(),
            ["hash_roots"] = Unsafe.SizeOf<RootsArgs>(),
        };
}
