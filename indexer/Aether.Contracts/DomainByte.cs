namespace Aether.Contracts;

/// <summary>The first byte of every hash of ours that contracts check: no two structures share a preimage.</summary>
public static class DomainByte
{
    public const byte InferenceCommitment = 0x07;
    public const byte PadWord = 0x08;
    public const byte CipherCommit = 0x0B;
    public const byte OrderKey = 0x0C;
    public const byte Key = 0x0D;
    public const byte Model = 0x10;
    public const byte Terms = 0x11;
    public const byte Royalties = 0x12;
    public const byte Extras = 0x13;
}
