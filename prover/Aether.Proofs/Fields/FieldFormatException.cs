namespace Aether.Proofs;

/// <summary>Bytes from outside do not encode what they should: a scalar, a coordinate, a point, a proof, a setup file. Not to be retried.</summary>
public sealed class FieldFormatException(string message) : FormatException(message);
