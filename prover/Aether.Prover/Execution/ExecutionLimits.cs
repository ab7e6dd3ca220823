namespace Aether.Prover.Execution;

/// <summary>What one run of a model may use. Exceeding any of them kills the child, and costs the Job, never the program.</summary>
/// <param name="Timeout">Wall time, default 60 s.</param>
/// <param name="MemoryMiB">Managed heap of the child, 64 to 65,536 MiB, default 1,024.</param>
/// <param name="Backend">A name of <see cref="Aether.Cuda.Backends"/>, default auto. All give the same bytes.</param>
public sealed record ExecutionLimits(TimeSpan Timeout, int MemoryMiB, string Backend)
{
    public static ExecutionLimits Default { get; } = new(TimeSpan.FromSeconds(60), 1024, Cuda.Backends.Automatic);
}
