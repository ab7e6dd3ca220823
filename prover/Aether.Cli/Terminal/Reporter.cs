using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Aether.Cli.Terminal;

/// <summary>Everything a command says: results on standard output, progress and errors on standard error.</summary>
/// <remarks>A terminal gets a spinner, a pipe gets one plain line per step, and <c>--json</c> keeps standard output to one document.</remarks>
internal sealed class Reporter(TextWriter output, TextWriter error, bool isTerminal)
{
    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly IAnsiConsole _console = AnsiConsole.Create(
        new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(error),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        }
    );

    private bool _hasAnswered;

    public bool IsJson { get; set; }

    /// <summary>The command's answer: lines for people, or one JSON document for machines.</summary>
    public void Result(object document, params IEnumerable<string> lines)
    {
        _hasAnswered = true;
        if (IsJson)
        {
            output.WriteLine(JsonSerializer.Serialize(document, JsonOptions));
            return;
        }

        foreach (var line in lines)
            output.WriteLine(Printable(line));
    }

    /// <summary>One line of progress. Never part of the answer.</summary>
    public void Step(string text)
    {
        if (isTerminal)
            _console.MarkupLineInterpolated($"[grey]·[/] {Printable(text)}");
        else
            error.WriteLine(Printable(text));
    }

    /// <summary>Runs something that may take more than a second under a spinner; the text may change as it goes.</summary>
    public async Task<T> WaitAsync<T>(string text, Func<IProgress<string>, Task<T>> work)
    {
        if (!isTerminal)
        {
            await error.WriteLineAsync(Printable(text));
            return await work(new LineProgress(error));
        }

        return await _console.Status().StartAsync(Markup.Escape(Printable(text)), async context => await work(new StatusProgress(context)));
    }

    public void Error(ExitCode exitCode, string message, string? next)
    {
        if (IsJson && !_hasAnswered)
            output.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        error = new
                        {
                            code = exitCode.ToString(),
                            exitCode = (int)exitCode,
                            message,
                            next,
                        },
                    },
                    JsonOptions
                )
            );
        error.WriteLine($"aether: {Printable(message)}");
        if (next is not null)
            error.WriteLine($"        {Printable(next)}");
    }

    /// <summary>A Node's words and a model's URI come from strangers: no control character of theirs reaches a terminal.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) && c != '\n' ? '\uFFFD' : c));

    /// <summary>A progress that writes at once, in order: <see cref="Progress{T}"/> would hand lines to the thread pool.</summary>
    private sealed class LineProgress(TextWriter writer) : IProgress<string>
    {
        public void Report(string value) => writer.WriteLine(Printable(value));
    }

    private sealed class StatusProgress(StatusContext context) : IProgress<string>
    {
        public void Report(string value) => context.Status(Markup.Escape(Printable(value)));
    }
}
