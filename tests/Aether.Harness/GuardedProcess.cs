using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Aether.Harness;

/// <summary>
/// A program under <c>scripts/lib/guard</c>: its process group ends when it is disposed, and also when this process dies
/// without saying goodbye. Its output goes to a log file and to a bounded buffer.
/// </summary>
public sealed class GuardedProcess : IAsyncDisposable
{
    private const int LinesKept = 2_000;
    private const int StandardOutputKept = 1 << 20;

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly StringBuilder _standardOutput = new();
    private readonly List<(Regex Pattern, TaskCompletionSource<Match> Found)> _waiting = [];
    private readonly Lock _lock = new();
    private bool _disposed;

    public string Name { get; }
    public string LogFile { get; }
    public bool HasExited => _process.HasExited;

    /// <summary>Of the guard; the program is its child.</summary>
    public int Id => _process.Id;
    public int ExitCode => _process.ExitCode;

    private readonly Action<string>? _onLine;

    private GuardedProcess(string name, string logFile, Process process, Action<string>? onLine)
    {
        _onLine = onLine;
        Name = name;
        LogFile = logFile;
        _process = process;
        _log = new StreamWriter(new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
    }

    /// <summary>Starts a program.</summary>
    /// <param name="stopSignal">What asks it to end: TERM for most, INT for PostgreSQL's fast shutdown.</param>
    /// <param name="onLine">Called with each line of output as it comes, for a caller that shows it.</param>
    /// <param name="removeAtEnd">A folder to remove when this process stops the program or dies; it stays after a kill, for a restart.</param>
    public static GuardedProcess Start(
        string name,
        string logFile,
        IEnumerable<string> command,
        IEnumerable<KeyValuePair<string, string?>>? environment = null,
        string? workingDirectory = null,
        string stopSignal = "TERM",
        string? removeAtEnd = null,
        Action<string>? onLine = null
    )
    {
        var start = new ProcessStartInfo(Repository.PathOf("scripts", "lib", "guard"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory ?? Repository.Root,
        };
        start.ArgumentList.Add(stopSignal);
        foreach (var word in command)
            start.ArgumentList.Add(word);
        foreach (var (key, value) in environment ?? [])
            start.Environment[key] = value;
        if (removeAtEnd is not null)
            start.Environment["AETHER_GUARD_REMOVE"] = removeAtEnd;

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var guarded = new GuardedProcess(name, logFile, process, onLine);
        process.OutputDataReceived += (_, e) => guarded.OnLine(e.Data, standardOutput: true);
        process.ErrorDataReceived += (_, e) => guarded.OnLine(e.Data, standardOutput: false);
        process.Exited += (_, _) => guarded.OnExit();
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return guarded;
    }

    /// <summary>Waits for a line of output, past lines included; fails at once when the program ends before.</summary>
    public async Task<Match> WaitForLineAsync(string pattern, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var regex = new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
        var found = new TaskCompletionSource<Match>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            foreach (var line in _lines)
                if (regex.Match(line) is { Success: true } match)
                    return match;
            _waiting.Add((regex, found));
        }
        if (HasExited)
            OnExit();
        try
        {
            return await found.Task.WaitAsync(timeout, cancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new HarnessException($"{Name} did not print /{pattern}/ within {timeout.TotalSeconds:F0} s.\n{Tail()}", late);
        }
    }

    /// <summary>Sends a signal to the program's process group: TERM, INT, KILL, STOP, CONT.</summary>
    public async Task SignalAsync(string signal)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(signal);
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It has ended already.
        }
    }

    /// <summary>kill -9, as a crash would.</summary>
    public async Task KillAsync()
    {
        await SignalAsync("KILL");
        // Even a killed program ends only when the disk has done what it was asked to.
        await WaitForExitAsync(TimeSpan.FromSeconds(60));
    }

    public async Task<int> WaitForExitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        try
        {
            await _process.WaitForExitAsync(cancellationToken).WaitAsync(timeout, cancellationToken);
            return _process.ExitCode;
        }
        catch (TimeoutException late)
        {
            // Ended, and no end of its output: a child of it lives on and holds the pipe.
            var guard = _process.HasExited ? "its guard has, but somebody holds its output" : "its guard runs still";
            throw new HarnessException($"{Name} did not end within {timeout.TotalSeconds:F0} s; {guard}.\n{Tail()}", late);
        }
    }

    /// <summary>Asks the program to end and waits; the guard kills it when it does not.</summary>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited)
            _process.StandardInput.Close();
        // As long as after a kill: a busy disk keeps PostgreSQL for as long when it is asked kindly.
        return await WaitForExitAsync(TimeSpan.FromSeconds(60));
    }

    public string Tail(int lines = 40) => $"--- {Name}, last lines ({LogFile}) ---\n{string.Join('\n', _lines.TakeLast(lines))}";

    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>Standard output alone, up to a mebibyte: what a program says to machines.</summary>
    public string StandardOutput
    {
        get
        {
            lock (_lock)
                return _standardOutput.ToString();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            await StopAsync();
        }
        finally
        {
            _process.Dispose();
            lock (_lock)
                _log.Dispose();
        }
    }

    private void OnLine(string? line, bool standardOutput)
    {
        if (line is null)
            return;
        _onLine?.Invoke(line);
        lock (_lock)
        {
            if (!_disposed)
                _log.WriteLine(line);
            _lines.Enqueue(line);
            if (standardOutput && _standardOutput.Length < StandardOutputKept)
                _standardOutput.AppendLine(line);
            while (_lines.Count > LinesKept)
                _lines.TryDequeue(out _);
            for (var i = _waiting.Count - 1; i >= 0; i--)
                if (_waiting[i].Pattern.Match(line) is { Success: true } match)
                {
                    _waiting[i].Found.TrySetResult(match);
                    _waiting.RemoveAt(i);
                }
        }
    }

    private void OnExit()
    {
        // The last lines may still be on their way through the pipe.
        _ = Task.Run(async () =>
        {
            await _process.WaitForExitAsync();
            lock (_lock)
            {
                foreach (var (pattern, found) in _waiting)
                    found.TrySetException(
                        new HarnessException($"{Name} ended with exit code {_process.ExitCode} before it printed /{pattern}/.\n{Tail()}")
                    );
                _waiting.Clear();
            }
        });
    }
}
