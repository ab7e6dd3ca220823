namespace Aether.Contracts;

/// <summary>Where a job stands, numbered as in the contracts. The first four are live; the others are terminal.</summary>
public enum JobStatus : byte
{
    None,
    Posted,
    Locked,
    Submitted,
    Paid,
    Cancelled,
    Declined,
    Stalled,
    Expired,
    Slashed,
    Voided,
}
