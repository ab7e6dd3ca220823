namespace Aether.Cli.Terminal;

/// <summary>The streams a command talks to; a test gives its own.</summary>
/// <param name="IsTerminal">Progress may move about.</param>
/// <param name="CanAsk">A person is there to type a password.</param>
internal sealed record CliConsole(
    TextWriter Output,
    TextWriter Error,
    Func<Stream> OpenInput,
    Func<Stream> OpenOutput,
    bool IsTerminal,
    bool CanAsk
);
