using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Aether.Harness;

namespace Aether.Proofs.Benchmarks;

/// <summary>The circuit of a network, compiled by circom, and its proving key; both are kept in .aether/peer, since neither is what is measured.</summary>
internal sealed record Groth16Circuit(string Folder, int Constraints, int Log, double CompileSeconds, double KeySeconds)
{
    private static readonly string Source = Repository.PathOf("tests", "benchmarks", "Aether.Proofs.Benchmarks", "Peer");

    /// <param name="folder">null: .aether/peer, under a name that depends on the circuit's text.</param>
    /// <exception cref="HarnessException">Packages are missing, or the compiler refused the circuit.</exception>
    public static async Task<Groth16Circuit> MakeAsync(DenseNetwork network, string? folder = null)
    {
        string text = await File.ReadAllTextAsync(Path.Combine(Source, "dense.circom")) + network.Circom;
        byte[] digest = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text));
        folder ??= Repository.PathOf(".aether", "peer", $"{network.Name}-{Convert.ToHexStringLower(digest)[..8]}");
        string times = Path.Combine(folder, "made.json");
        if (!File.Exists(times))
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "network.circom"), text);
            long begun = TimeProvider.System.GetTimestamp();
            CommandRun run = await CommandRun.RunAsync(
                "circom",
                Path.Combine(folder, "circom.log"),
                [Node, Package("circom2", "cli.js"), Path.Combine(folder, "network.circom"), "--r1cs", "--wasm", "--O1", "-o", folder],
                timeout: TimeSpan.FromHours(1)
            );
            run.OrThrow("circom2");
            double compiled = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
            File.Move(Path.Combine(folder, "network_js", "network.wasm"), Path.Combine(folder, "network.wasm"), overwrite: true);
            begun = TimeProvider.System.GetTimestamp();
            R1cs circuit = R1cs.Read(Path.Combine(folder, "network.r1cs"));
            int log = Groth16Key.Write(circuit, Path.Combine(folder, "network.zkey"));
            JsonObject made = new()
            {
                ["constraints"] = circuit.ConstraintCount,
                ["log"] = log,
                ["compile"] = compiled,
                ["key"] = TimeProvider.System.GetElapsedTime(begun).TotalSeconds,
            };
            await File.WriteAllTextAsync(times, made.ToJsonString());
        }
        JsonNode read = JsonNode.Parse(await File.ReadAllTextAsync(times))!;
        return new(folder, (int)read["constraints"]!, (int)read["log"]!, (double)read["compile"]!, (double)read["key"]!);
    }

    public static string Node => Environment.GetEnvironmentVariable("AETHER_NODE") ?? "node";

    public static string Script => Path.Combine(Source, "groth16.mjs");

    public long KeyBytes => new FileInfo(Path.Combine(Folder, "network.zkey")).Length;

    private static string Package(params string[] parts)
    {
        string path = Repository.PathOf(["node_modules", .. parts]);
        return File.Exists(path) ? path : throw new HarnessException($"{parts[0]} is not installed (scripts/setup)");
    }
}
