namespace Aether.Prover.Execution;

/// <summary>What one run of a model may use. Exceeding any of them kills the child, and costs the Job, never the program.</summary>
/// <param name="Timeout">Wall time, default 60 s.</param>
/// <param name="MemoryMiB">Managed heap of the child, 64 to 65,536 MiB, default 1,024.</param>
/// <param name="OutputBytesMax">Largest answer accepted, default 1 MiB.</param>
public sealed record ExecutionLimits(TimeSpan Timeout, int MemoryMiB, int OutputBytesMax)
{
    public static ExecutionLimits Default { get; } = new(TimeSpan.FromSeconds(60), 1024, 1 << 20);
}
