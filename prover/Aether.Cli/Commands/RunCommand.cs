using System.CommandLine;
using System.Diagnostics;
using Aether.Inference;

namespace Aether.Cli.Commands;

/// <summary><c>aether run MODEL INPUT</c>.</summary>
internal static class RunCommand
{
    public static Command Create(AetherCommand aether)
    {
        var model = new Argument<string>("MODEL") { Description = "an AIR8 file" };
        var input = new Argument<string>("INPUT") { Description = InputFile.Description };
        var backend = BackendOption.Create();
        var command = new Command("run", "runs a model here and prints its answer") { model, input, backend };
        aether.Bind(
            command,
            context =>
            {
                var loaded = Air8Model.Load(context.Value(model));
                var tensor = InputFile.Read(loaded.Form, context.Value(input));
                var on = BackendOption.Choose(context.Value(backend));
                var started = Stopwatch.GetTimestamp();
                var output = BackendOption.Run(on, loaded, tensor, context.CancellationToken).Output;
                var elapsed = Stopwatch.GetElapsedTime(started);
                var answer = ModelText.AnswerOf(output);
                context.Reporter.Result(
                    new
                    {
                        answer,
                        scores = ModelText.ScoresOf(output),
                        contentHash = loaded.ContentHash.ToString(),
                        backend = on.Name,
                        milliseconds = Math.Round(elapsed.TotalMilliseconds, 3),
                    },
                    answer
                );
                return Task.CompletedTask;
            }
        );
        return command;
    }
}
