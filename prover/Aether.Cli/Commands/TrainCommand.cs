using System.CommandLine;
using System.Globalization;
using Aether.Cli.Terminal;
using Aether.Inference;

namespace Aether.Cli.Commands;

/// <summary><c>aether train</c>: turns a seed, a training set and a recipe into a model; and <c>aether train digits</c>, which draws a set.</summary>
internal static class TrainCommand
{
    private const long FileBytesMax = 1L << 31;

    public static Command Create(AetherCommand aether)
    {
        var data = new Argument<string>("DATA") { Description = "a training set (AIRD file); aether train digits draws one" };
        var recipe = new Option<string?>("--recipe")
        {
            Description = "JSON with hidden, batch and stages; one hidden layer of 128 when absent",
            HelpName = "FILE",
        };
        var seed = new Option<string>("--seed")
        {
            Description = "32 bytes: the same seed, set and recipe give the same bytes on every machine",
            HelpName = "HEX",
            DefaultValueFactory = _ => "0x" + new string('0', 63) + "1",
        };
        var output = new Option<string>("--out")
        {
            Description = "where the AIR8 file goes",
            HelpName = "FILE",
            DefaultValueFactory = _ => "trained.air8",
        };
        var test = new Option<string?>("--test") { Description = "a set to count right answers on", HelpName = "FILE" };
        var backend = BackendOption.Create();
        var command = new Command("train", "trains a multilayer perceptron with integers alone")
        {
            data,
            recipe,
            seed,
            output,
            test,
            backend,
        };
        command.Subcommands.Add(Digits(aether));
        aether.Bind(
            command,
            async context =>
            {
                var examples = Read(context.Value(data));
                var tested = context.Value(test) is { } path ? Read(path) : null;
                if (tested is not null && (tested.Shape != examples.Shape || tested.Classes != examples.Classes))
                    throw new CliException(
                        ExitCode.Usage,
                        $"--test is of {tested.Shape} in {tested.Classes} classes, DATA of {examples.Shape} in {examples.Classes}"
                    );
                var how = context.Value(recipe) is { } file
                    ? TrainingRecipe.Parse(await File.ReadAllBytesAsync(file, context.CancellationToken))
                    : new TrainingRecipe();
                var on = BackendOption.Choose(context.Value(backend));
                var from = Digest.Parse(context.Value(seed));
                var result = await context.Reporter.WaitAsync(
                    $"training on {on.Name}",
                    progress =>
                        Task.Run(
                            () => MlpTraining.Run(examples, how, from, on, new Steps(progress), context.CancellationToken),
                            context.CancellationToken
                        )
                );
                await File.WriteAllBytesAsync(context.Value(output), result.File, context.CancellationToken);
                int? correct = tested is null
                    ? null
                    : await Task.Run(
                        () => MlpTraining.CountCorrect(result.Model, tested, on, context.CancellationToken),
                        context.CancellationToken
                    );
                string[] lines =
                [
                    $"model       {context.Value(output)}, contentHash {result.Model.ContentHash}",
                    $"data        {examples.Root}, {examples.Count} examples",
                    $"state       {result.FirstStateRoot} at step 0",
                    string.Create(CultureInfo.InvariantCulture, $"            {result.LastStateRoot} at step {result.Steps}"),
                    .. correct is { } right
                        ?
                        [
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"right       {right} of {tested!.Count}, {100.0 * right / tested.Count:0.00} %"
                            ),
                        ]
                        : Array.Empty<string>(),
                ];
                context.Reporter.Result(
                    new
                    {
                        file = context.Value(output),
                        contentHash = result.Model.ContentHash.ToString(),
                        dataRoot = examples.Root.ToString(),
                        examples = examples.Count,
                        backend = on.Name,
                        steps = result.Steps,
                        firstStateRoot = result.FirstStateRoot.ToString(),
                        lastStateRoot = result.LastStateRoot.ToString(),
                        tested = tested?.Count,
                        correct,
                    },
                    lines
                );
            }
        );
        return command;
    }

    private static Command Digits(AetherCommand aether)
    {
        var output = new Option<string>("--out")
        {
            Description = "where the set goes",
            HelpName = "FILE",
            DefaultValueFactory = _ => "digits.aird",
        };
        var images = new Option<int>("--images") { Description = "1 to 200000", DefaultValueFactory = _ => 40_000 };
        var seed = new Option<ulong>("--seed") { Description = "the same seed gives the same bytes", DefaultValueFactory = _ => 1 };
        var heldOut = new Option<bool>("--held-out") { Description = "styles that training does not see" };
        var command = new Command("digits", "draws a training set of digits, as aether model train-digits trains on")
        {
            output,
            images,
            seed,
            heldOut,
        };
        aether.Bind(
            command,
            async context =>
            {
                if (context.Value(images) is < 1 or > 200_000)
                    throw new CliException(ExitCode.Usage, "--images must be 1 to 200000");
                var bytes = await context.Reporter.WaitAsync(
                    "drawing digits",
                    _ =>
                        Task.Run(
                            () =>
                                DigitsTraining.DrawSet(
                                    context.Value(seed),
                                    context.Value(images),
                                    context.Value(heldOut),
                                    context.CancellationToken
                                ),
                            context.CancellationToken
                        )
                );
                await File.WriteAllBytesAsync(context.Value(output), bytes, context.CancellationToken);
                var root = TrainingSet.Load(bytes).Root;
                context.Reporter.Result(
                    new
                    {
                        file = context.Value(output),
                        dataRoot = root.ToString(),
                        examples = context.Value(images),
                    },
                    $"{context.Value(output)}: {context.Value(images)} examples, {root}"
                );
            }
        );
        return command;
    }

    private static TrainingSet Read(string path)
    {
        var length = new FileInfo(path).Length;
        if (length > FileBytesMax - 1)
            throw new CliException(ExitCode.Usage, $"{path} has {length} bytes; at most {FileBytesMax - 1} are read");
        try
        {
            return TrainingSet.Load(File.ReadAllBytes(path));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private sealed class Steps(IProgress<string> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) =>
            progress.Report(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"training: step {value.Step} of {value.Steps}, {value.Right} of {value.Batch} right"
                )
            );
    }
}
