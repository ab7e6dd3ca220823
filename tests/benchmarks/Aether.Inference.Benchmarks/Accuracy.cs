using System.Diagnostics;
using System.Globalization;
using Aether.FloatNetworks;
using Aether.Onnx;

namespace Aether.Inference.Benchmarks;

/// <summary>What int8 keeps of float networks that were trained here, on data that neither training nor import has seen.</summary>
internal static class Accuracy
{
    private const int HeldOutSequences = 300;
    private const int HeldOutDigits = 4000;
    private const int PerceptronDigits = 8000;
    private const int CnnDigits = 4000;

    private static Recipe Transformer { get; } =
        new(
            new DecoderShape(Vocabulary.Words.Count, Length: 64, Width: 128, Heads: 4, Blocks: 3, Inner: 512),
            Seed: 1,
            Sequences: 20_000,
            Steps: 2000,
            Batch: 16,
            Rate: 2e-3,
            Decay: 0.1
        );

    public static void Report()
    {
        Console.WriteLine("what the import keeps of trained float networks");
        Language();
        Digits("MLP", DigitFidelity.OfPerceptron(PerceptronDigits, HeldOutDigits));
        Digits("CNN", DigitFidelity.OfCnn(CnnDigits, HeldOutDigits));
        Console.WriteLine();
    }

    private static void Language()
    {
        DecoderShape shape = Transformer.Shape;
        Corpus heldOut = Corpus.Draw(Transformer.Seed, heldOut: true, HeldOutSequences, shape.Length);
        double start = Environment.CpuUsage.TotalTime.TotalSeconds;
        int steps = 0;
        WeightStore store = new(Path.Combine(".aether", "trained"));
        LanguageModel model = LanguageModel.Train(Transformer, store, (_, _) => steps++);
        double seconds = Environment.CpuUsage.TotalTime.TotalSeconds - start;
        ImportResult imported = model.Import(new ImportOptions());
        LanguageFidelity fidelity = LanguageFidelity.Measure(model.Graph, imported, heldOut.Sequences);
        Console.WriteLine(
            $"  text: {fidelity.Tokens} held-out words of {shape.Vocabulary}, no sentence of them in training; perplexity of the grammar's own choices {Math.Exp(heldOut.GrammarCost):F3}, of word pairs {Math.Exp(model.BigramCost(heldOut.Sequences)):F3}"
        );
        Console.WriteLine(
            $"  transformer of {shape.Blocks} blocks of {shape.Width}, {shape.Heads} heads: {(steps == 0 ? "trained before" : $"trained in {seconds:F0} s of one core")}"
        );
        Console.WriteLine($"    float perplexity {fidelity.FloatPerplexity:F4}, onnxruntime {Foreign(model, heldOut.Sequences)}");
        Console.WriteLine($"    AIR8 perplexity  {fidelity.Air8Perplexity:F4}, softmax of {imported.Report.Output.Scale:F4} x int8");
        Console.WriteLine($"    ratio {fidelity.Ratio:F4} (goal 1.05, stretch 1.02)");
        Console.WriteLine(
            $"    top-1 agreement {fidelity.AgreementPercent:F2} %, else float prefers its word by {100 * fidelity.Lead:F2} points; next word right: float {fidelity.FloatPercent:F2} %, AIR8 {fidelity.Air8Percent:F2} %"
        );
    }

    private static void Digits(string name, DigitFidelity fidelity)
    {
        double points = fidelity.FloatPercent - fidelity.Air8Percent;
        Console.WriteLine(
            $"  digits {name}: float {fidelity.FloatPercent:F2} %, AIR8 {fidelity.Air8Percent:F2} % of {fidelity.Images}; {points:F2} points lost (goal 1)"
        );
    }

    /// <summary>Perplexity of the same file in onnxruntime, or why there is none.</summary>
    private static string Foreign(LanguageModel model, IReadOnlyList<ushort[]> sequences)
    {
        string module = Path.GetFullPath(Path.Combine("node_modules", "onnxruntime-node"));
        if (!Directory.Exists(module))
            return "is not installed (scripts/setup)";
        string folder = Directory.CreateTempSubdirectory("aether-bench-").FullName;
        try
        {
            string file = Path.Combine(folder, "model.onnx");
            string text = Path.Combine(folder, "text.json");
            File.WriteAllBytes(file, model.File);
            File.WriteAllText(
                text,
                System.Text.Json.JsonSerializer.Serialize(sequences.Select(tokens => tokens.Select(token => (int)token)))
            );
            ProcessStartInfo start = new(Environment.GetEnvironmentVariable("AETHER_NODE") ?? "node")
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            };
            foreach (string argument in new[] { Path.Combine(AppContext.BaseDirectory, "perplexity.mjs"), module, file, text })
                start.ArgumentList.Add(argument);
            using Process process = Process.Start(start)!;
            string answer = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return double.TryParse(answer, CultureInfo.InvariantCulture, out double cost) ? $"{Math.Exp(cost):F4}" : "failed";
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return error.Message;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
