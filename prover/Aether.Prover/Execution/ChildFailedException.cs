namespace Aether.Prover.Execution;

/// <summary>A child ended without an answer, or was ended. It costs its Job, never the program.</summary>
public sealed class ChildFailedException(string message) : Exception(message);
