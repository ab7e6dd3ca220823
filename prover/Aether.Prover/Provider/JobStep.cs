namespace Aether.Prover.Provider;

/// <summary>What to do next about a Job.</summary>
public enum JobAction
{
    /// <summary>Nothing now; look again at the next head.</summary>
    Wait,

    /// <summary>Ask the policy, and lock when its price is reached.</summary>
    Consider,

    Lock,

    /// <summary>Demand the input on chain: the requester answers there, or the Job ends without a loss of ours.</summary>
    DemandInput,

    /// <summary>Read the input that was answered on chain.</summary>
    TakeAnswer,

    /// <summary>What was answered on chain is junk: a Quarrel, which costs both sides the same.</summary>
    RejectInput,

    /// <summary>The demanded input did not come in time: the Job ends, and we are paid for the waiting.</summary>
    CloseDemand,

    Execute,

    /// <summary>Prove the run: the validity tier pays for nothing else.</summary>
    Prove,

    /// <summary>Send the proof, which reveals a public output and pays in one transaction.</summary>
    SettleProven,

    Submit,

    /// <summary>Send the requester's Acceptance.</summary>
    Accept,

    Finalize,

    /// <summary>The output is demanded: put it on chain.</summary>
    AnswerOutput,

    /// <summary>Give the Job back while that costs a tenth of the collateral and not all of it.</summary>
    Decline,

    /// <summary>Nothing can be done any more; end it once that is too deep to be undone.</summary>
    Finish,
}

/// <param name="Reason">In words, for the log and for --dry-run.</param>
public readonly record struct JobStep(JobAction Action, string Reason);
