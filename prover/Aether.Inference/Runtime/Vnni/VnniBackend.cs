using System.Runtime.Intrinsics.X86;

namespace Aether.Inference;

/// <summary>Sums of products by the processors' own instruction for them. The bytes are those of <see cref="ScalarBackend"/>.</summary>
public sealed class VnniBackend : IBackend
{
    private readonly Func<Air8Model, IModelSession> open;

    private VnniBackend(string name, string? unavailable, Func<Air8Model, IModelSession> open) =>
        (Name, Unavailable, this.open) = (name, unavailable, open);

    /// <summary>C# with AVX-VNNI, which has 256-bit registers.</summary>
    public static VnniBackend AvxVnni { get; } =
        new(
            "avxvnni",
            System.Runtime.Intrinsics.X86.AvxVnni.IsSupported ? null : "the processor or the runtime's settings offer no AVX-VNNI",
            Session<AvxVnniTile>
        );

    /// <summary>The kernels of prover/native: AVX-512 VNNI or AVX-VNNI, where a C compiler has built them.</summary>
    public static VnniBackend Native { get; } =
        new("native", Avx2.IsSupported ? NativeVnni.Missing : "the processor or the runtime's settings offer no AVX2", Session<NativeTile>);

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
        where TTile : IByteTile => new(model, new VnniKernels<TTile>().All(), promptAtOnce: true);
}
