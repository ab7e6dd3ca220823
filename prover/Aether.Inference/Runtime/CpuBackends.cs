namespace Aether.Inference;

/// <summary>The backends that need nothing but a processor.</summary>
public static class CpuBackends
{
    /// <summary>All of them, those first that do most products in a step, whether this machine can run them or not.</summary>
    public static IReadOnlyList<IBackend> All { get; } =
    [VnniBackend.Native, VnniBackend.AvxVnni, VectorBackend.Vector512, VectorBackend.Vector256, ScalarBackend.Instance];

    /// <summary>The first that this machine can run.</summary>
    public static IBackend Widest { get; } = All.First(backend => backend.Unavailable is null);
}
