namespace Aether.Cli.Terminal;

/// <summary>What the shell sees. The table is in prover/README.md, Exit codes.</summary>
internal enum ExitCode
{
    Ok = 0,
    Failed = 1,
    Usage = 2,
    Refused = 3,
    NotFound = 4,
    Mismatch = 5,
    Interrupted = 130,
}
