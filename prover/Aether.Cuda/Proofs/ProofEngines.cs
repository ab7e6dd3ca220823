using Aether.Inference;
using Aether.Proofs;

namespace Aether.Cuda;

/// <summary>All engines of this program that make proofs, and the choice between them. They give the same bytes.</summary>
public static class ProofEngines
{
    private static readonly Lazy<CudaProofEngine> Cuda = new(() => new CudaProofEngine());

    /// <summary>Finds an engine that this machine can run and that a proof fits on.</summary>
    /// <param name="name">One of <see cref="Backends.Names"/>: proofs are made where models run. A width of int8 vectors that has no twin for fields stands for the widest.</param>
    /// <param name="plan">Of the proof; null to choose without one.</param>
    /// <param name="note">For <see cref="Backends.Automatic"/> without a GPU, or with one that is too small: why, and what is used instead; else null.</param>
    /// <exception cref="BackendUnavailableException">There is no engine of that name, or this machine cannot run it; the message says why.</exception>
    public static ProofEngine Choose(string name, ProofPlan? plan, out string? note) => Choose(name, Cuda.Value, plan, out note);

    internal static ProofEngine Choose(string name, CudaProofEngine cuda, ProofPlan? plan, out string? note)
    {
        note = null;
        if (!Backends.Names.Contains(name, StringComparer.Ordinal))
            throw new BackendUnavailableException(name, $"no backend has this name; there are {string.Join(", ", Backends.Names)}");
        if (name != Backends.Automatic && name != cuda.Name)
        {
            if (CpuBackends.All.First(backend => backend.Name == name).Unavailable is string missing)
                throw new BackendUnavailableException(name, missing);
            return ProofEngine.OfCpu.FirstOrDefault(engine => engine.Name == name) ?? ProofEngine.Widest;
        }
        string? reason = cuda.Unavailable ?? (plan is null ? null : cuda.Refusal(plan));
        if (reason is null)
            return cuda;
        if (name == cuda.Name)
            throw new BackendUnavailableException(name, reason);
        note = $"no GPU is used: {reason}. Here that is {ProofEngine.Widest.Name}.";
        return ProofEngine.Widest;
    }
}
