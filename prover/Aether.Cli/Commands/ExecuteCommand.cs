using System.CommandLine;
using Aether.Cli.Terminal;
using Aether.Prover.Execution;

namespace Aether.Cli.Commands;

/// <summary>The hidden command a provider starts for each Job: one model, one input from standard input, one answer.</summary>
internal static class ExecuteCommand
{
    public static Command Create(AetherCommand aether)
    {
        var model = new Option<string?>("--model");
        var probe = new Option<string?>("--probe");
        var cpuSecs = new Option<int>("--cpu-secs") { Required = true };
        var memoryMiB = new Option<int>("--memory-mib") { Required = true };
        var backend = new Option<string>("--backend") { Required = true };
        var command = new Command(ModelProcess.CommandName, "runs a model on a tensor from standard input")
        {
            model,
            probe,
            cpuSecs,
            memoryMiB,
            backend,
        };
        command.Hidden = true;
        aether.Bind(
            command,
            async context =>
            {
                await using var input = context.Console.OpenInput();
                await using var output = context.Console.OpenOutput();
                if (context.Value(probe) is { } secret)
                    await SandboxProbe.RunAsync(secret, context.Value(backend), output);
                else if (context.Value(model) is { } path)
                    await ModelProcessChild.RunAsync(
                        path,
                        new ExecutionLimits(TimeSpan.FromSeconds(context.Value(cpuSecs)), context.Value(memoryMiB), context.Value(backend)),
                        input,
                        output
                    );
                else
                    throw new CliException(ExitCode.Usage, "--model or --probe is needed");
            }
        );
        return command;
    }
}
