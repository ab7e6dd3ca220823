using Aether.Inference;

namespace Aether.Cuda;

/// <summary>All backends of this program, and the choice between them. They give the same bytes.</summary>
public static class Backends
{
    /// <summary>Chooses by itself: the GPU where it can run, else the widest of the CPU.</summary>
    public const string Automatic = "auto";

    private static readonly Lazy<CudaBackend> Cuda = new(() => new CudaBackend());

    /// <summary>Names that <see cref="Choose(string, out string?)"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = [Automatic, "cuda", .. CpuBackends.All.Select(backend => backend.Name)];

    /// <summary>Finds a backend that this machine can run.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="note">For <see cref="Automatic"/> without a GPU: why, and what runs instead; else null.</param>
    /// <exception cref="BackendUnavailableException">There is no backend of that name, or this machine cannot run it; the message says why.</exception>
    public static IBackend Choose(string name, out string? note) => Choose(name, Cuda.Value, out note);

    internal static IBackend Choose(string name, CudaBackend cuda, out string? note)
    {
        note = null;
        if (name == Automatic)
        {
            if (cuda.Unavailable is not string missing)
                return cuda;
            note = $"no GPU is used: {missing}. Here that is {CpuBackends.Widest.Name}.";
            return CpuBackends.Widest;
        }
        IBackend chosen =
            name == cuda.Name
                ? cuda
                : CpuBackends.All.FirstOrDefault(backend => backend.Name == name)
                    ?? throw new BackendUnavailableException(name, $"no backend has this name; there are {string.Join(", ", Names)}");
        return chosen.Unavailable is string reason ? throw new BackendUnavailableException(name, reason) : chosen;
    }
}
