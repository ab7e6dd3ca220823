namespace Aether.Prover.Requester;

/// <summary>A Node said no. The code is one of prover/PROTOCOL.md, Error codes.</summary>
public sealed class NodeRefusedException(int status, string code, string message) : Exception($"the Node refused ({code}): {message}")
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>The same call may succeed in a moment.</summary>
    public bool IsTransient =>
        Status is 429 or 408 or >= 500 || Code is "not_locked" or "lock_not_deep" or "output_not_ready" or "job_unknown";
}
