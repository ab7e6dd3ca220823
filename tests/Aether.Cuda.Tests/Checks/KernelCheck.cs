namespace Aether.Cuda.Tests;

/// <summary>One comparison of a kernel with a plain reference on a random case.</summary>
/// <param name="Run">Throws when a byte differs.</param>
internal sealed record KernelCheck(string Name, Action<KernelBench, Random> Run)
{
    /// <summary>Tensor cores of Hopper that passed their trial.</summary>
    public bool NeedsWgmma => Name.StartsWith("wgmma", StringComparison.Ordinal);

    /// <summary>Whether the device has what the kernel needs.</summary>
    public bool CanRun(KernelBench bench) =>
        NeedsWgmma ? bench.Kernels.Wgmma : bench.Kernels.TensorCores || !Name.StartsWith("tensor", StringComparison.Ordinal);

    /// <summary>All of them. Those whose name starts with "tensor" need tensor cores, those with "wgmma" Hopper's.</summary>
    public static IReadOnlyList<KernelCheck> All { get; } =
    [
        .. ContractChecks.All,
        .. ElementChecks.All,
        .. RowChecks.All,
        .. LayoutChecks.All,
        .. HashChecks.All,
        .. ProofChecks.All,
        .. MsmChecks.All,
    ];

    /// <summary>Compares, and says where the first difference is.</summary>
    public static void Same<T>(T[] expected, T[] actual, string what)
        where T : IEquatable<T>
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (!expected[i].Equals(actual[i]))
                throw new InvalidOperationException($"{what}: element {i} of {expected.Length} is {actual[i]}, not {expected[i]}");
        }
    }
}
