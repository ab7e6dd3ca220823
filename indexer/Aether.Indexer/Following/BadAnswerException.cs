namespace Aether.Indexer.Following;

/// <summary>A node's answer contradicts itself or another one. Nothing of it is kept; another try or another node may do better.</summary>
public sealed class BadAnswerException(string message) : Exception(message);
