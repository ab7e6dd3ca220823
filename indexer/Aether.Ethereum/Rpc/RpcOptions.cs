namespace Aether.Ethereum;

/// <summary>How long a call may take and how often it is tried.</summary>
public sealed record RpcOptions
{
    public static RpcOptions Default { get; } = new();

    /// <summary>Time for one attempt. Default 15 s.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time for a call with all its attempts. Default 60 s.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Attempts after the first. 0 to 100, default 6.</summary>
    public int RetriesMax { get; init; } = 6;

    /// <summary>Delay before the first retry; it doubles, with jitter. Default 200 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The delay grows no further. Default 5 s.</summary>
    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Requests in one batch; more are sent in several. 1 to 1000, default 100.</summary>
    public int BatchSizeMax { get; init; } = 100;

    internal void Validate()
    {
        Require(AttemptTimeout > TimeSpan.Zero && Deadline > TimeSpan.Zero, "AttemptTimeout and Deadline must be positive.");
        Require(RetriesMax is >= 0 and <= 100, "RetriesMax is 0 to 100.");
        Require(RetryDelay >= TimeSpan.Zero && RetryDelayMax >= RetryDelay, "RetryDelay is not negative, and RetryDelayMax not less.");
        Require(BatchSizeMax is >= 1 and <= 1000, "BatchSizeMax is 1 to 1000.");

        static void Require(bool holds, string rule)
        {
            if (!holds)
                throw new InvalidOperationException($"RpcOptions: {rule}");
        }
    }
}
