namespace Aether.Ethereum;

/// <summary>A keystore or password file that cannot be used; the message says what to do. No secret is ever in it.</summary>
public sealed class KeystoreException(string message, Exception? innerException = null) : Exception(message, innerException);
