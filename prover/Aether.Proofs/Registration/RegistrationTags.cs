namespace Aether.Proofs;

/// <summary>Tags of the transcripts of registrations and leaf challenges.</summary>
/// <remarks>Source: prover/PROOFS.md, Registration, Leaf challenge.</remarks>
internal static class RegistrationTags
{
    public const byte Model = 0x11;
    public const byte Counts = 0x12;
    public const byte Fractions = 0x13;
    public const byte Round = 0x14;
    public const byte Values = 0x15;
    public const byte Challenge = 0x18;

    public const byte Alpha = 0x51;
    public const byte Tau = 0x52;
    public const byte Point = 0x53;
    public const byte Leaf = 0x57;

    public static readonly FinishTags Finish = new(Gamma: 0x54, ClaimRound: 0x16, ClaimPoint: 0x55, Evaluations: 0x17, Delta: 0x56);
}
