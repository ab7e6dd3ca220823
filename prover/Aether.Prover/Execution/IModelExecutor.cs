namespace Aether.Prover.Execution;

/// <summary>Runs a model on one input, somewhere it can do no harm.</summary>
public interface IModelExecutor
{
    /// <summary>Never throws for what the model or its input did; only for cancellation.</summary>
    Task<ExecutionResult> RunAsync(string modelPath, ReadOnlyMemory<byte> input, CancellationToken cancellationToken);
}
