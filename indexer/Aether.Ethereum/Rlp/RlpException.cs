namespace Aether.Ethereum;

/// <summary>Bytes that are not canonical RLP, or not of the expected shape. Trying again cannot help.</summary>
public sealed class RlpException(string message) : FormatException(message);
