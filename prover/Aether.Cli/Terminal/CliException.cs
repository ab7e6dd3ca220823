namespace Aether.Cli.Terminal;

/// <summary>An expected way to fail: what happened, what to do next, and the exit code for it.</summary>
internal sealed class CliException(ExitCode exitCode, string message, string? next = null, Exception? inner = null)
    : Exception(message, inner)
{
    public ExitCode ExitCode { get; } = exitCode;

    /// <summary>What the user can do about it; null when the message says it all.</summary>
    public string? Next { get; } = next;
}
