using System.CommandLine;
using System.Globalization;
using Aether.Cli.Terminal;
using Aether.Inference;

namespace Aether.Cli.Commands;

/// <summary><c>aether model train-digits</c>.</summary>
internal static class TrainDigitsCommand
{
    public static Command Create(AetherCommand aether)
    {
        var defaults = new DigitsTrainingOptions();
        var output = new Option<string>("--out")
        {
            Description = "where the AIR8 file goes",
            HelpName = "FILE",
            DefaultValueFactory = _ => "digits.air8",
        };
        var seed = new Option<ulong>("--seed")
        {
            Description = "the same seed gives the same bytes",
            DefaultValueFactory = _ => defaults.Seed,
        };
        var images = new Option<int>("--images")
        {
            Description = "training images, 100 to 200000",
            DefaultValueFactory = _ => defaults.TrainingCount,
        };
        var epochs = new Option<int>("--epochs") { Description = "passes over them, 1 to 100", DefaultValueFactory = _ => defaults.Epochs };
        var command = new Command("train-digits", "trains the digit classifier, quantises it and writes an AIR8 file")
        {
            output,
            seed,
            images,
            epochs,
        };
        aether.Bind(
            command,
            async context =>
            {
                if (context.Value(images) is < 100 or > 200_000)
                    throw new CliException(ExitCode.Usage, "--images must be 100 to 200000");
                if (context.Value(epochs) is < 1 or > 100)
                    throw new CliException(ExitCode.Usage, "--epochs must be 1 to 100");
                var path = Path.GetFullPath(context.Value(output));
                var options = defaults with
                {
                    Seed = context.Value(seed),
                    TrainingCount = context.Value(images),
                    Epochs = context.Value(epochs),
                };
                var result = await context.Reporter.WaitAsync(
                    "training",
                    progress =>
                        Task.Run(
                            () => DigitsTraining.Run(options, new Stages(progress), context.CancellationToken),
                            context.CancellationToken
                        )
                );
                await File.WriteAllBytesAsync(path, result.File, context.CancellationToken);
                context.Reporter.Result(
                    new
                    {
                        file = path,
                        bytes = result.File.Length,
                        contentHash = result.Model.ContentHash.ToString(),
                        seed = options.Seed,
                        heldOut = Accuracy(result.HeldOut),
                        knownStyles = Accuracy(result.KnownStyles),
                    },
                    $"file                  {path}, {result.File.Length.ToString("N0", CultureInfo.InvariantCulture)} bytes",
                    $"contentHash           {result.Model.ContentHash}",
                    $"styles never seen     {Text(result.HeldOut)}",
                    $"styles of training    {Text(result.KnownStyles)}"
                );
            }
        );
        return command;
    }

    private static object Accuracy(DigitsAccuracy accuracy) =>
        new
        {
            images = accuracy.Images,
            floatPercent = Math.Round(accuracy.FloatPercent, 3),
            air8Percent = Math.Round(accuracy.Air8Percent, 3),
        };

    private static string Text(DigitsAccuracy accuracy) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{accuracy.FloatPercent:0.00} % in floating point, {accuracy.Air8Percent:0.00} % as AIR8, of {accuracy.Images} images"
        );

    /// <summary>A line per twentieth of a stage, not per thousand images.</summary>
    private sealed class Stages(IProgress<string> progress) : IProgress<DigitsProgress>
    {
        private (string Stage, int Part) _said;

        public void Report(DigitsProgress value)
        {
            var part = value.Total > 0 ? (int)(20L * value.Done / value.Total) : 0;
            if (_said == (value.Stage, part))
                return;
            _said = (value.Stage, part);
            var detail = value.Detail is null ? "" : $", {value.Detail}";
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"{value.Stage}: {5 * part} %{detail}"));
        }
    }
}
