using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Aether.Cli.Terminal;
using Aether.Onnx;

namespace Aether.Cli.Commands;

/// <summary><c>aether model import</c>.</summary>
internal static class ModelImportCommand
{
    private const int LinesMax = 12;

    private static readonly JsonSerializerOptions ReportOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
    };

    public static Command Create(AetherCommand aether)
    {
        var defaults = new ImportOptions();
        var source = new Argument<string>("FILE") { Description = "an ONNX file with fixed shapes" };
        var calibrate = new Option<string>("--calibrate")
        {
            Description = "folder of sample inputs: .npy arrays, or PNG and PGM images of 28 by 28; folders named by numbers are labels",
            HelpName = "DIR",
            Required = true,
        };
        var target = new Option<string?>("--output") { Description = "where the AIR8 file goes; default FILE.air8", HelpName = "FILE" };
        var report = new Option<string?>("--report") { Description = "where the whole accuracy report goes, as JSON", HelpName = "FILE" };
        var samples = new Option<int>("--samples")
        {
            Description = "most samples that are read, 1 to 1000000",
            DefaultValueFactory = _ => defaults.SamplesMax,
        };
        var scale = new Option<double?>("--input-scale")
        {
            Description = "real value of a step of the int8 input; default 1/128 for images, else by the samples",
            HelpName = "REAL",
        };
        var tokens = new Option<int?>("--decode")
        {
            Description = "makes a network of tokens a decode loop that generates at most so many",
            HelpName = "TOKENS",
        };
        var end = new Option<int?>("--end-token") { Description = "token behind which the decode loop ends", HelpName = "TOKEN" };
        var command = new Command("import", "turns an ONNX network into an AIR8 file and says how near it comes")
        {
            source,
            calibrate,
            target,
            report,
            samples,
            scale,
            tokens,
            end,
        };
        aether.Bind(
            command,
            async context =>
            {
                if (context.Value(samples) is < 1 or > 1_000_000)
                    throw new CliException(ExitCode.Usage, "--samples must be 1 to 1000000");
                if (context.Value(scale) is double given && !(given > 0 && double.IsFinite(given)))
                    throw new CliException(ExitCode.Usage, "--input-scale must be above 0");
                if (context.Value(tokens) is < 1 or > 1 << 24)
                    throw new CliException(ExitCode.Usage, "--decode must be at least 1");
                if (context.Value(end) is < 0 or > ushort.MaxValue || (context.Value(end) is not null && context.Value(tokens) is null))
                    throw new CliException(ExitCode.Usage, "--end-token must be 0 to 65535, and needs --decode");
                var path = Path.GetFullPath(context.Value(source));
                var folder = Path.GetFullPath(context.Value(calibrate));
                if (!File.Exists(path))
                    throw new CliException(ExitCode.NotFound, $"there is no file {path}");
                if (!Directory.Exists(folder))
                    throw new CliException(ExitCode.NotFound, $"there is no folder {folder}");
                var output = Path.GetFullPath(context.Value(target) ?? Path.ChangeExtension(path, ".air8"));
                var options = defaults with
                {
                    SamplesMax = context.Value(samples),
                    InputScale = context.Value(scale),
                    DecodeTokens = context.Value(tokens),
                    EndToken = context.Value(end),
                };
                var result = await ImportAsync(context, path, folder, options);
                await File.WriteAllBytesAsync(output, result.File, context.CancellationToken);
                if (context.Value(report) is string reportPath)
                    await File.WriteAllTextAsync(
                        Path.GetFullPath(reportPath),
                        JsonSerializer.Serialize(result.Report, ReportOptions),
                        context.CancellationToken
                    );
                context.Reporter.Result(new { file = output, report = result.Report }, Lines(output, result.Report));
            }
        );
        return command;
    }

    private static async Task<ImportResult> ImportAsync(CliContext context, string path, string folder, ImportOptions options)
    {
        try
        {
            return await context.Reporter.WaitAsync(
                "importing",
                progress =>
                    Task.Run(() => OnnxImport.Run(path, folder, options, progress, context.CancellationToken), context.CancellationToken)
            );
        }
        catch (OnnxRefusedException refusal)
        {
            throw new CliException(ExitCode.Refused, refusal.Message);
        }
    }

    private static IEnumerable<string> Lines(string file, ImportReport report)
    {
        var accuracy = report.Accuracy;
        yield return $"file          {file}, {report.FileBytes.ToString("N0", CultureInfo.InvariantCulture)} bytes";
        yield return $"contentHash   {report.ContentHash}";
        yield return Text($"input         {report.Input.Shape} {report.Input.Type}, a step is {report.Input.Scale:g6}");
        yield return Text(
            $"output        {report.Output.Shape} {report.Output.Type}, real = {report.Output.Offset:g6} + {report.Output.Scale:g6} x int8"
        );
        yield return Text($"multiply-adds {report.MultiplyAdds:N0}");
        foreach (var note in report.Notes)
            yield return $"note          {note}";
        yield return Text($"samples       {accuracy.Samples}, scales chosen by {report.CalibrationSamples} of them");
        if (accuracy.Answers > 0)
            yield return Text($"same top-1    {accuracy.Top1Agreements} of {accuracy.Answers} answers ({accuracy.Top1Percent:0.00} %)");
        if (accuracy.HeldOutAnswers > 0)
            yield return Text($"  held out    {accuracy.HeldOutAgreements} of {accuracy.HeldOutAnswers} that chose no scale");
        if (accuracy.Labelled > 0)
            yield return Text(
                $"right         {100.0 * accuracy.FloatCorrect / accuracy.Labelled:0.00} % in floating point, {100.0 * accuracy.Air8Correct / accuracy.Labelled:0.00} % as AIR8, of {accuracy.Labelled} labelled"
            );
        if (accuracy.Outputs.Count > 0)
            yield return Text($"error         {accuracy.LargestError:g4} at most, {accuracy.MeanError:g4} on average");
        foreach (var confusion in accuracy.Confusions.Where(pair => pair.Float != pair.Air8).Take(LinesMax))
            yield return Text($"confusion     {confusion.Count} times {confusion.Air8} instead of {confusion.Float}");
        foreach (
            var layer in report.Layers.Where(layer => layer.SignalToNoiseDb is not null).OrderBy(layer => layer.SignalToNoiseDb).Take(3)
        )
            yield return Text($"least exact   operator {layer.Operator}, {layer.Opcode} of '{layer.Node}': {layer.SignalToNoiseDb:0.0} dB");
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
