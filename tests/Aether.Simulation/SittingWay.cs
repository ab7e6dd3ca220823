namespace Aether.Simulation;

/// <summary>How somebody who locked and does no work may leave, each at the last second it is open.</summary>
internal enum SittingWay
{
    /// <summary>Gives the job back at half time.</summary>
    Decline,

    /// <summary>Never answers; somebody calls expire.</summary>
    Silence,

    /// <summary>Demands the input at half time, and gives the job back at half time of the new term. inputSecs > 0 only.</summary>
    DemandAndDecline,

    /// <summary>Demands the input at half time, and calls it junk a quarter of a term later: a Quarrel. inputSecs > 0 only.</summary>
    DemandAndReject,

    /// <summary>Demands the input at half time, and never answers in the new term. inputSecs > 0 only.</summary>
    DemandAndSilence,
}
