using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Aether.Prover.Execution;

/// <summary>Runs each model in a child process of its own (<c>aether execute</c>), with limits and next to no environment.</summary>
/// <remarks>
/// The child gets the input on standard input and answers on standard output. It ends itself when standard input closes, so it
/// does not outlive a program that was killed. It sees no key: of the environment it gets what the runtime needs to start, nothing of ours.
/// </remarks>
/// <param name="executable">This program's own file; null when it is the one running.</param>
public sealed class ModelProcess(ExecutionLimits limits, string? executable = null) : IModelExecutor
{
    /// <summary>Name of the hidden command the child runs.</summary>
    public const string CommandName = "execute";

    private const int ErrorTextMax = 2000;

    private static readonly string[] PassedOn = ["PATH", "HOME", "TMPDIR", "DOTNET_ROOT", "LD_LIBRARY_PATH"];

    public async Task<ExecutionResult> RunAsync(string modelPath, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo(modelPath) };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return ExecutionResult.Failed($"the child process could not be started: {e.Message}");
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limits.Timeout);
        var errors = ReadErrorsAsync(process.StandardError);
        try
        {
            await ExecutionFrame.WriteAsync(process.StandardInput.BaseStream, input, deadline.Token);
            var answer = await ExecutionFrame.ReadAsync(process.StandardOutput.BaseStream, limits.OutputBytesMax, deadline.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);
            return process.ExitCode == 0
                ? ExecutionResult.Success(ModelOutput.Decode(answer))
                : ExecutionResult.Failed($"the child process ended with code {process.ExitCode}: {await errors}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ExecutionResult.Failed($"the model ran longer than {limits.Timeout.TotalSeconds:0.###} s and was killed");
        }
        catch (InvalidDataException e)
        {
            return ExecutionResult.Failed(e.Message);
        }
        catch (IOException)
        {
            // Broken pipe or a short answer: the child is gone or going, and its exit says why.
            Kill(process);
            await process.WaitForExitAsync(CancellationToken.None);
            return ExecutionResult.Failed($"the child process ended with code {process.ExitCode}: {await errors}");
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

    private ProcessStartInfo StartInfo(string modelPath)
    {
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        var (file, arguments) = Command();
        start.FileName = file;
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add(CommandName);
        start.ArgumentList.Add("--model");
        start.ArgumentList.Add(Path.GetFullPath(modelPath));
        start.ArgumentList.Add("--cpu-secs");
        start.ArgumentList.Add(((int)Math.Ceiling(limits.Timeout.TotalSeconds) + 1).ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add("--memory-mib");
        start.ArgumentList.Add(limits.MemoryMiB.ToString(CultureInfo.InvariantCulture));

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

    /// <summary>This program again: its own file, or dotnet with our assembly when it was started that way.</summary>
    private (string File, string[] Arguments) Command()
    {
        var running = Environment.ProcessPath ?? throw new InvalidOperationException("the path of this program is unknown");
        if (executable is not null)
            return (executable, []);
        return Path.GetFileNameWithoutExtension(running) == "dotnet" ? (running, [Assembly.GetEntryAssembly()!.Location]) : (running, []);
    }
}
