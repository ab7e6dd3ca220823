namespace Aether.Indexer;

/// <summary>Something the operator has to change; the message says what. Trying again does not help.</summary>
public sealed class IndexerException(string message, Exception? innerException = null) : Exception(message, innerException);
