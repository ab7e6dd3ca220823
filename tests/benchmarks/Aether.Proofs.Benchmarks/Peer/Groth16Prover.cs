using System.Diagnostics;
using System.Text.Json.Nodes;
using Aether.Harness;

namespace Aether.Proofs.Benchmarks;

/// <summary>A process of snarkjs with one circuit, which does what it is asked to.</summary>
internal sealed class Groth16Prover : IDisposable
{
    private readonly Process _process;
    private readonly Groth16Circuit _circuit;

    public Groth16Prover(Groth16Circuit circuit)
    {
        _circuit = circuit;
        ProcessStartInfo start = new(Groth16Circuit.Node)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = Repository.Root,
        };
        start.ArgumentList.Add(Groth16Circuit.Script);
        start.ArgumentList.Add(circuit.Folder);
        _process = Process.Start(start)!;
    }

    /// <returns>Seconds.</returns>
    public double ComputeWitness(DenseNetwork network, sbyte[] input)
    {
        const string Name = "input.json";
        File.WriteAllText(Path.Combine(_circuit.Folder, Name), network.Signals(input).ToJsonString());
        return (double)Ask(new() { ["witness"] = Name })["seconds"]!;
    }

    public (double Seconds, sbyte[] Output, int Threads) Prove()
    {
        JsonNode answer = Ask(new() { ["prove"] = true });
        sbyte[] output = [.. answer["output"]!.AsArray().Select(value => checked((sbyte)(int)value!))];
        return ((double)answer["seconds"]!, output, (int)answer["threads"]!);
    }

    /// <summary>Verifies the last proof.</summary>
    /// <returns>Seconds.</returns>
    /// <exception cref="HarnessException">It is no proof, or a proof of another output as well.</exception>
    public double Verify() => (double)Accepted(Ask(new() { ["check"] = true }))["seconds"]!;

    /// <summary>Verifies the last proof by a contract.</summary>
    /// <returns>Gas of the whole transaction.</returns>
    /// <exception cref="HarnessException">As of <see cref="Verify"/>.</exception>
    public int Gas(Anvil anvil) => (int)Accepted(Ask(new() { ["gas"] = anvil.HttpUrl.ToString() }))["gas"]!;

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static JsonNode Accepted(JsonNode answer) =>
        (bool)answer["accepted"]! && (bool)answer["refused"]!
            ? answer
            : throw new HarnessException($"snarkjs says of its proof {answer.ToJsonString()}");

    private JsonNode Ask(JsonObject question)
    {
        _process.StandardInput.WriteLine(question.ToJsonString());
        return JsonNode.Parse(_process.StandardOutput.ReadLine() ?? throw new HarnessException("snarkjs ended before it answered"))!;
    }
}
