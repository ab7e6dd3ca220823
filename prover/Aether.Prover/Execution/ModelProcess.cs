using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Aether.Prover.Execution;

/// <summary>Runs each model in a child process of its own (<c>aether execute</c>), with limits and next to no environment.</summary>
/// <remarks>
/// The child gets the input on standard input and answers on standard output. It ends itself when standard input closes, so it
/// does not outlive a program that was killed. It sees no key: of the environment it gets what the runtime needs to start, nothing of ours.
/// </remarks>
/// <param name="executable">This program's own file; null when it is the one running.</param>
public sealed class ModelProcess(ExecutionLimits limits, Sandbox sandbox, string? executable = null) : IModelExecutor
{
    /// <summary>Name of the hidden command the child runs.</summary>
    public const string CommandName = "execute";

    private const int ErrorTextMax = 2000;

    private static readonly TimeSpan EndingPatience = TimeSpan.FromSeconds(2);

    private static readonly string[] PassedOn = ["PATH", "HOME", "TMPDIR", "DOTNET_ROOT", "LD_LIBRARY_PATH"];

    public async Task<ExecutionResult> RunAsync(string modelPath, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var model = Path.GetFullPath(modelPath);
        try
        {
            var answer = await AskAsync(StartInfo([model], "--model", model), input, ModelOutput.MessageBytesMax, cancellationToken);
            return ExecutionResult.Success(ModelOutput.Decode(answer));
        }
        catch (Exception e) when (e is ChildFailedException or InvalidDataException)
        {
            return ExecutionResult.Failed(e.Message);
        }
    }

    /// <summary>Starts a child that tries to reach what it must not.</summary>
    /// <param name="secret">A file that only this program should see.</param>
    /// <exception cref="ChildFailedException">No child can be started like this, or it cannot run the backend; the message says why.</exception>
    public async Task<SandboxProbe> ProbeAsync(string secret, CancellationToken cancellationToken)
    {
        var start = StartInfo([], "--probe", Path.GetFullPath(secret));
        return SandboxProbe.Decode(await AskAsync(start, ReadOnlyMemory<byte>.Empty, SandboxProbe.BytesMax, cancellationToken));
    }

    /// <summary>One child: a message in, a message out, and its end.</summary>
    private async Task<byte[]> AskAsync(
        ProcessStartInfo start,
        ReadOnlyMemory<byte> input,
        int answerBytesMax,
        CancellationToken cancellationToken
    )
    {
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ChildFailedException($"the child process could not be started: {e.Message}");
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limits.Timeout);
        var errors = ReadErrorsAsync(process.StandardError);
        try
        {
            await ExecutionFrame.WriteAsync(process.StandardInput.BaseStream, input, deadline.Token);
            var answer = await ExecutionFrame.ReadAsync(process.StandardOutput.BaseStream, answerBytesMax, deadline.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);
            return process.ExitCode == 0
                ? answer
                : throw new ChildFailedException($"the child process ended with code {process.ExitCode}: {await errors}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ChildFailedException($"the model ran longer than {limits.Timeout.TotalSeconds:0.###} s and was killed");
        }
        catch (IOException)
        {
            // Broken pipe or a short answer: the child is gone or going, and its exit says why. A sandbox ends a moment after its child.
            await Task.WhenAny(process.WaitForExitAsync(CancellationToken.None), Task.Delay(EndingPatience, CancellationToken.None));
            Kill(process);
            await process.WaitForExitAsync(CancellationToken.None);
            throw new ChildFailedException($"the child process ended with code {process.ExitCode}: {await errors}");
        }
        finally
        {
            Kill(process);
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended between the question and the kill.
        }
    }

    private static async Task<string> ReadErrorsAsync(StreamReader reader)
    {
        var buffer = new char[ErrorTextMax];
        var rest = new char[1024];
        var length = 0;
        while (true)
        {
            // Drains to the end even when the text is cut, or the child would block on a full pipe.
            var target = length < ErrorTextMax ? buffer.AsMemory(length) : rest;
            var read = await reader.ReadAsync(target);
            if (read == 0)
                return new string(buffer, 0, length).Trim();
            if (length < ErrorTextMax)
                length += read;
        }
    }

    /// <param name="readable">What this child may read beside the program.</param>
    /// <param name="more">Its options.</param>
    private ProcessStartInfo StartInfo(IEnumerable<string> readable, params string[] more)
    {
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        var (command, folders) = Command();
        var words = sandbox.Wrap(
            [
                .. command,
                CommandName,
                .. more,
                "--cpu-secs",
                ((int)Math.Ceiling(limits.Timeout.TotalSeconds) + 1).ToString(CultureInfo.InvariantCulture),
                "--memory-mib",
                limits.MemoryMiB.ToString(CultureInfo.InvariantCulture),
                "--backend",
                limits.Backend,
            ],
            [.. folders, .. readable]
        );
        start.FileName = words[0];
        foreach (var word in words.Skip(1))
            start.ArgumentList.Add(word);

        start.Environment.Clear();
        foreach (var name in PassedOn)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                start.Environment[name] = value;
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = ((long)limits.MemoryMiB << 20).ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return start;
    }

    /// <summary>This program again: its own file, or dotnet with our assembly when it was started that way. And the folders it is read from.</summary>
    private (string[] Words, string[] Folders) Command()
    {
        var running = Environment.ProcessPath ?? throw new InvalidOperationException("the path of this program is unknown");
        var runtime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        string[] words =
            executable is not null ? [Path.GetFullPath(executable)]
            : Path.GetFileNameWithoutExtension(running) == "dotnet" ? [running, Assembly.GetEntryAssembly()!.Location]
            : [running];
        return (words, [runtime, .. words.Select(word => Path.GetDirectoryName(word)!)]);
    }
}
