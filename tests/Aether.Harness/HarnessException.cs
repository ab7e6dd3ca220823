namespace Aether.Harness;

/// <summary>A part of the test stage did not come up or did not behave; the message says which and shows its last output.</summary>
public sealed class HarnessException : Exception
{
    public HarnessException() { }

    public HarnessException(string message)
        : base(message) { }

    public HarnessException(string message, Exception innerException)
        : base(message, innerException) { }
}
