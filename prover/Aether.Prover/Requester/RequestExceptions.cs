namespace Aether.Prover.Requester;

/// <summary>Time to wait is over; the Job goes on, and so can whoever waits for it.</summary>
public sealed class RequestPendingException(string message, string? atStake) : TimeoutException(message)
{
    /// <summary>What may be lost while nobody waits; null for nothing.</summary>
    public string? AtStake { get; } = atStake;
}

/// <summary>The Job ended without an answer. Money went where JobClosed says.</summary>
public sealed class RequestFailedException(string message) : Exception(message);

/// <summary>What a Node delivered does not fit what the chain holds. It was not accepted. Another delivery may fit, on chain if need be.</summary>
public sealed class DeliveryMismatchException(string message) : Exception(message);

/// <summary>What the Provider committed to on chain is no output of the model. No delivery can mend that.</summary>
public sealed class ClaimMismatchException(string message) : Exception(message);
