using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Harness;

namespace Aether.Onnx.Tests;

/// <summary>All generated graphs, run once by onnxruntime.</summary>
public sealed class OnnxRuntime : IAsyncLifetime
{
    private readonly Dictionary<string, JsonNode> results = new(StringComparer.Ordinal);

    internal JsonNode ResultOf(string name) => results[name];

    public async Task InitializeAsync()
    {
        string folder = Directory.CreateTempSubdirectory("aether-onnx-").FullName;
        try
        {
            JsonArray cases = [];
            foreach ((int i, GraphCase graph) in GraphCases.All.Index())
            {
                await File.WriteAllBytesAsync(Path.Combine(folder, $"{i}.onnx"), graph.Writer.File());
                IReadOnlyList<NdArray> drawn = graph.DrawInputs();
                JsonArray inputs = [];
                foreach ((int n, NdArray input) in drawn.Index())
                    inputs.Add(
                        new JsonObject
                        {
                            ["name"] = graph.Writer.Inputs[n].Name,
                            ["type"] = input.Type == OnnxType.Int64 ? "int64" : "float32",
                            ["sizes"] = JsonSerializer.SerializeToNode(input.Sizes),
                            ["values"] = JsonSerializer.SerializeToNode(input.Values),
                        }
                    );
                cases.Add(new JsonObject { ["model"] = $"{i}.onnx", ["inputs"] = inputs });
            }
            await File.WriteAllTextAsync(Path.Combine(folder, "cases.json"), cases.ToJsonString());
            CommandRun run = await CommandRun.RunAsync(
                "onnxruntime",
                Path.Combine(folder, "log"),
                [
                    Repository.OnPath("node") ?? throw new HarnessException("node was not found"),
                    Repository.PathOf("tests", "Aether.Onnx.Tests", "onnxruntime.mjs"),
                    Repository.PathOf("node_modules", "onnxruntime-node"),
                    folder,
                ]
            );
            run.OrThrow("onnxruntime");
            JsonNode read = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "results.json")))!;
            foreach ((int i, GraphCase graph) in GraphCases.All.Index())
                results[graph.Name] = read[i]!;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
