namespace Aether.Indexer.Auditing;

/// <summary>An audit could not be made, so it says nothing about the index; the message says what was in the way.</summary>
public sealed class AuditException(string message, Exception? innerException = null) : Exception(message, innerException);
