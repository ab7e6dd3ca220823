using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Inference;

/// <summary>C# with vector registers of one width. The bytes are those of <see cref="ScalarBackend"/>.</summary>
public sealed class VectorBackend : IBackend
{
    private readonly Func<Air8Model, IModelSession> open;

    private VectorBackend(string name, string? unavailable, Func<Air8Model, IModelSession> open) =>
        (Name, Unavailable, this.open) = (name, unavailable, open);

    /// <summary>256-bit registers: AVX2.</summary>
    public static VectorBackend Vector256 { get; } =
        new("vector256", Avx2.IsSupported ? null : "the processor or the runtime's settings offer no AVX2", Session<DotTile256>);

    /// <summary>512-bit registers: AVX-512BW.</summary>
    public static VectorBackend Vector512 { get; } =
        new(
            "vector512",
            System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated && Avx512BW.IsSupported
                ? null
                : "the processor or the runtime's settings offer no AVX-512BW",
            Session<DotTile512>
        );

    public string Name { get; }

    public string? Unavailable { get; }

    public IModelSession Open(Air8Model model, RunLimits limits)
    {
        if (Unavailable is string reason)
            throw new BackendUnavailableException(Name, reason);
        limits.Require(model.Work);
        return open(model);
    }

    private static GraphWalker Session<TTile>(Air8Model model)
        where TTile : IDotTile => new(model, new VectorKernels<TTile>().All(), promptAtOnce: true);
}
