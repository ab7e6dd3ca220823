using System.CommandLine;
using System.Diagnostics;
using Aether.Inference;

namespace Aether.Cli.Commands;

/// <summary><c>aether run MODEL IMAGE</c>.</summary>
internal static class RunCommand
{
    public static Command Create(AetherCommand aether)
    {
        var model = new Argument<string>("MODEL") { Description = "an AIR8 file" };
        var image = new Argument<string>("IMAGE") { Description = "a PNG or PGM file, 28x28, grey" };
        var command = new Command("run", "runs a model here and prints its answer") { model, image };
        aether.Bind(
            command,
            context =>
            {
                var loaded = Air8Model.Load(context.Value(model));
                var input = ModelText.InputOf(loaded, context.Value(image));
                var started = Stopwatch.GetTimestamp();
                var output = Air8Runtime.Run(loaded, input, cancellationToken: context.CancellationToken).Output;
                var elapsed = Stopwatch.GetElapsedTime(started);
                var answer = ModelText.AnswerOf(output);
                context.Reporter.Result(
                    new
                    {
                        answer,
                        scores = ModelText.ScoresOf(output),
                        contentHash = loaded.ContentHash.ToString(),
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
