using System.CommandLine;
using Aether.Cli.Terminal;
using Aether.Cuda;
using Aether.Inference;

namespace Aether.Cli.Commands;

/// <summary><c>--backend NAME</c>, the same for every command that runs a model.</summary>
internal static class BackendOption
{
    /// <summary>What to do where a backend cannot run.</summary>
    public const string Otherwise = "leave --backend away: another one gives the same bytes";

    public static Option<string> Create() =>
        new("--backend")
        {
            Description = $"what the model runs on, the same bytes on all: {string.Join(", ", Backends.Names)}",
            HelpName = "NAME",
            DefaultValueFactory = _ => Backends.Automatic,
        };

    public static IBackend Choose(string name)
    {
        if (!Backends.Names.Contains(name, StringComparer.Ordinal))
            throw new CliException(ExitCode.Usage, $"there is no backend '{name}'", $"one of {string.Join(", ", Backends.Names)}");
        try
        {
            return Backends.Choose(name, out _);
        }
        catch (BackendUnavailableException e)
        {
            throw new CliException(ExitCode.Failed, e.Message, Otherwise);
        }
    }

    /// <summary>Runs a model once on the backend chosen.</summary>
    public static Execution Run(IBackend backend, Air8Model model, Tensor input, CancellationToken cancellationToken)
    {
        using var session = backend.Open(model, RunLimits.Default);
        return session.Run([input], RunOptions.Default, cancellationToken);
    }
}
