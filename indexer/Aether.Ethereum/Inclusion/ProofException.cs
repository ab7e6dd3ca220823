namespace Aether.Ethereum;

/// <summary>A proof of inclusion that does not hold, with the reason. Trying again cannot help.</summary>
public sealed class ProofException(string message) : FormatException(message);
