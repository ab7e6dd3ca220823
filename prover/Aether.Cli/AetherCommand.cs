using System.CommandLine;
using System.CommandLine.Parsing;
using Aether.Cli.Commands;
using Aether.Cli.Settings;
using Aether.Cli.Terminal;

namespace Aether.Cli;

/// <summary><c>aether</c>: the tree of commands, and one way from any failure to an exit code and words.</summary>
internal sealed class AetherCommand
{
    private readonly CliConsole _console;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly TimeProvider _clock;
    private readonly GlobalOptions _options = new();
    private readonly RootCommand _root;

    public AetherCommand(CliConsole console, IReadOnlyDictionary<string, string> environment, TimeProvider clock)
    {
        _console = console;
        _environment = environment;
        _clock = clock;
        _root = Build();
    }

    /// <summary>Every command, for help tests and documentation.</summary>
    public RootCommand Root => _root;

    public async Task<ExitCode> RunAsync(string[] args)
    {
        var parse = _root.Parse(args);
        // A mistyped option must not become somebody's file name.
        var mistaken = parse
            .CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Where(token => token.Value.StartsWith("--", StringComparison.Ordinal));
        string[] errors =
        [
            .. parse.Errors.Select(error => error.Message),
            .. mistaken.Select(token => $"there is no option {token.Value} here"),
        ];
        if (errors.Length > 0)
        {
            foreach (var error in errors)
                await _console.Error.WriteLineAsync($"aether: {error}");
            var path = string.Join(' ', PathOf(parse.CommandResult.Command));
            await _console.Error.WriteLineAsync($"        {path} --help shows what it takes");
            return ExitCode.Usage;
        }

        var configuration = new InvocationConfiguration
        {
            Output = _console.Output,
            Error = _console.Error,
            EnableDefaultExceptionHandler = false,
            // SIGINT and SIGTERM cancel the command, which then has this long to end by itself.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(20),
        };
        return (ExitCode)await parse.InvokeAsync(configuration);
    }

    /// <summary>Binds a command to its work: settings in, exit code out, every expected failure in words.</summary>
    public void Bind(Command command, Func<CliContext, Task> work) =>
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var reporter = new Reporter(_console.Output, _console.Error, _console.IsTerminal)
                {
                    IsJson = parse.GetValue(_options.Json),
                };
                await using var context = new CliContext(
                    parse,
                    new CliSettings(_options, parse, _environment),
                    reporter,
                    _console,
                    _clock,
                    cancellationToken
                );
                try
                {
                    await work(context);
                    return (int)ExitCode.Ok;
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    reporter.Error(ExitCode.Interrupted, "interrupted", null);
                    return (int)ExitCode.Interrupted;
                }
                catch (Exception e) when (Failure.Of(e) is { } failure)
                {
                    reporter.Error(failure.ExitCode, failure.Message, failure.Next);
                    return (int)failure.ExitCode;
                }
            }
        );

    private static Stack<string> PathOf(Command command)
    {
        var names = new Stack<string>();
        for (var at = command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
            names.Push(at is RootCommand ? "aether" : at.Name);
        return names;
    }

    private RootCommand Build()
    {
        var root = new RootCommand("Aether: buy, sell and check machine intelligence on chain.");
        _options.AddTo(root);
        foreach (var command in CommandTree.All(this))
            root.Subcommands.Add(command);
        return root;
    }
}
