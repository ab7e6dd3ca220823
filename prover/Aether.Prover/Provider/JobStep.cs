namespace Aether.Prover.Provider;

/// <summary>What to do next about a Job.</summary>
public enum JobAction
{
    /// <summary>Nothing now; look again at the next head.</summary>
    Wait,

    /// <summary>Ask the policy, and lock when its price is reached.</summary>
    Consider,

    Lock,

    Execute,

    Submit,

    /// <summary>Send the requester's Acceptance.</summary>
    Accept,

    Finalize,

    /// <summary>Give the Job back while that costs a tenth of the collateral and not all of it.</summary>
    Decline,

    /// <summary>Nothing can be done any more; end it once that is too deep to be undone.</summary>
    Finish,
}

/// <param name="Reason">In words, for the log and for --dry-run.</param>
public readonly record struct JobStep(JobAction Action, string Reason);
