using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Aether.Onnx;

namespace Aether.Inference.Benchmarks;

/// <summary>A process of onnxruntime-node with the twin of a model, which runs when it is asked to.</summary>
internal sealed class OnnxRuntimeTwin : IDisposable
{
    private readonly Process process;
    private readonly string folder = Directory.CreateTempSubdirectory("aether-bench-").FullName;

    /// <exception cref="InvalidOperationException">Node or onnxruntime-node is not there, or the model was refused.</exception>
    public OnnxRuntimeTwin(Air8Model model, TwinForm form, Tensor input)
    {
        string module = Path.GetFullPath(Path.Combine("node_modules", "onnxruntime-node"));
        if (!Directory.Exists(module))
            throw new InvalidOperationException("onnxruntime-node is not installed (scripts/setup)");
        string file = Path.Combine(folder, "twin.onnx");
        string codes = Path.Combine(folder, "input");
        File.WriteAllBytes(file, OnnxTwin.Of(model, form));
        File.WriteAllBytes(codes, OnnxTwin.Codes(input, form));
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("AETHER_NODE") ?? "node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        string script = Path.Combine(AppContext.BaseDirectory, "onnxruntime.mjs");
        foreach (string argument in new[] { script, module, form.Activations == OnnxType.UInt8 ? "uint8" : "int8", codes, file })
            start.ArgumentList.Add(argument);
        process = Process.Start(start)!;
        JsonNode first = JsonNode.Parse(
            process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("onnxruntime refused the model")
        )!;
        Nodes = first["nodes"]!.AsObject().ToDictionary(pair => pair.Key, pair => (int)pair.Value!);
        Output = [.. first["output"]!.AsArray().Select(value => (int)value! - (form.Activations == OnnxType.UInt8 ? 128 : 0))];
    }

    /// <summary>Nodes of the graph that is run, by type.</summary>
    public IReadOnlyDictionary<string, int> Nodes { get; }

    /// <summary>Output for the input given, as the model's own numbers.</summary>
    public IReadOnlyList<int> Output { get; }

    /// <returns>CPU seconds of one run, the mean of a number of runs.</returns>
    public double Seconds(int runs)
    {
        process.StandardInput.WriteLine(runs);
        return double.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
