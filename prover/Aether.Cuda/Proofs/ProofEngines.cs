using Aether.Inference;
using Aether.Proofs;

namespace Aether.Cuda;

/// <summary>All engines of this program that make proofs, and the choice between them. They give the same bytes.</summary>
public static class ProofEngines
{
    private static readonly Lazy<CudaProofEngine> Cuda = new(() => new CudaProofEngine());

    /// <summary>Finds an engine that this machine can run and that a proof fits on.</summary>
    /// <param name="name">One of <see cref="Backends.Names"/>: proofs are made where models run. A backend that is one for int8 alone stands for the widest engine.</param>
    /// <param name="deviceBytes">What the proof takes of a GPU, <see cref="CudaProofEngine.BytesFor"/>; 0 to choose without one.</param>
    /// <param name="note">For <see cref="Backends.Automatic"/> without a GPU, or with one that is too small: why, and what is used instead; else null.</param>
    /// <exception cref="BackendUnavailableException">There is no engine of that name, or this machine cannot run it; the message says why.</exception>
    public static ProofEngine Choose(string name, long deviceBytes, out string? note) => Choose(name, Cuda.Value, deviceBytes, out note);

    /// <summary>Makes something on the engine chosen. Where <see cref="Backends.Automatic"/> chose a GPU that then fails, it is made again without it.</summary>
    /// <param name="note">Told why it is not the GPU.</param>
    public static T Run<T>(string name, long deviceBytes, Func<ProofEngine, T> make, Action<string> note) =>
        Run(name, Cuda.Value, deviceBytes, make, note);

    internal static T Run<T>(string name, CudaProofEngine cuda, long deviceBytes, Func<ProofEngine, T> make, Action<string> note)
    {
        ProofEngine chosen = Choose(name, cuda, deviceBytes, out string? why);
        if (why is not null)
            note(why);
        try
        {
            return make(chosen);
        }
        catch (CudaException failure) when (name == Backends.Automatic)
        {
            note(Instead(failure.Message));
            return make(ProofEngine.Widest);
        }
    }

    internal static ProofEngine Choose(string name, CudaProofEngine cuda, long deviceBytes, out string? note)
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
        string? reason = cuda.Unavailable ?? cuda.Refusal(deviceBytes);
        if (reason is null)
            return cuda;
        if (name == cuda.Name)
            throw new BackendUnavailableException(name, reason);
        note = Instead(reason);
        return ProofEngine.Widest;
    }

    private static string Instead(string reason) => $"no GPU is used: {reason}. Here that is {ProofEngine.Widest.Name}.";
}
