namespace Aether.Prover.Policy;

/// <summary>A policy file that cannot be used, with the place and the rule it breaks.</summary>
public sealed class PolicyException(string message, Exception? inner = null) : Exception(message, inner);
