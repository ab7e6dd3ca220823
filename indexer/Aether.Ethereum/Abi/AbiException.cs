namespace Aether.Ethereum;

/// <summary>Bytes that are not the canonical ABI encoding of the expected types. Trying again cannot help.</summary>
public sealed class AbiException(string message) : FormatException(message);
