namespace Aether.Contracts;

/// <summary>Whether a verifier is listed, numbered as in the contracts.</summary>
public enum VerifierStatus : byte
{
    Unknown,
    Listed,
    Retired,
}
