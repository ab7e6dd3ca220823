namespace Aether.Prover.Requester;

/// <summary>A Node that does not answer. Trying again may help; its deadline runs meanwhile.</summary>
public sealed class NodeUnreachableException(string message, Exception? inner = null) : Exception(message, inner);
