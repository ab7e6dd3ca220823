namespace Aether.Prover.Execution;

/// <summary>How one run of a model ended.</summary>
/// <param name="Output">The output tensor and the trace, or null when the run failed.</param>
/// <param name="Failure">Why there is no output, in words; null on success.</param>
public sealed record ExecutionResult(ModelOutput? Output, string? Failure)
{
    public static ExecutionResult Success(ModelOutput output) => new(output, null);

    public static ExecutionResult Failed(string reason) => new(null, reason);
}
