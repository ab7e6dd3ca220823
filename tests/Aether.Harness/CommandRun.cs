namespace Aether.Harness;

/// <summary>One command run to its end.</summary>
/// <param name="StandardOutput">What it said to machines.</param>
/// <param name="Output">Standard output and error in the order they came.</param>
public sealed record CommandRun(int ExitCode, string StandardOutput, string Output)
{
    /// <summary>Runs a command under the guard and waits for it.</summary>
    public static async Task<CommandRun> RunAsync(
        string name,
        string logFile,
        IEnumerable<string> command,
        IEnumerable<KeyValuePair<string, string?>>? environment = null,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default
    )
    {
        await using var process = GuardedProcess.Start(name, logFile, command, environment);
        var code = await process.WaitForExitAsync(timeout ?? TimeSpan.FromMinutes(5), cancellationToken);
        return new CommandRun(code, process.StandardOutput, string.Join('\n', process.Lines));
    }

    public CommandRun OrThrow(string what) =>
        ExitCode == 0 ? this : throw new HarnessException($"{what} ended with exit code {ExitCode}:\n{Output}");
}
