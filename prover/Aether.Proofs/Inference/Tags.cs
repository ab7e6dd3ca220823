namespace Aether.Proofs;

/// <summary>Tags of the transcript of an inference proof.</summary>
/// <remarks>Source: prover/PROOFS.md, Transcript, Protocol.</remarks>
internal static class Tags
{
    public const byte Statement = 0x01;
    public const byte Columns = 0x02;
    public const byte Inverses = 0x03;
    public const byte Operators = 0x04;
    public const byte TermRound = 0x05;
    public const byte Terms = 0x06;
    public const byte LookupRound = 0x07;
    public const byte Lookups = 0x08;
    public const byte Batch = 0x19;

    public const byte Point = 0x42;
    public const byte Lambda = 0x43;
    public const byte TermPoint = 0x44;
    public const byte Tau = 0x45;
    public const byte LookupPoint = 0x46;
    public const byte Scale = 0x58;

    public static readonly FinishTags Finish = new(Gamma: 0x47, ClaimRound: 0x09, ClaimPoint: 0x48, Evaluations: 0x0a, Delta: 0x49);
}
