namespace Aether.Contracts;

/// <summary>Who may read an output, as a Request says in outputMode.</summary>
public enum OutputMode : byte
{
    /// <summary>Handed over in the clear; anybody may answer for it on chain in the clear.</summary>
    Public = 0,

    /// <summary>Ciphertext under a key of the Job's own. The Cooperative and Optimistic tiers publish the key with the Claim.</summary>
    Sealed = 1,
}
