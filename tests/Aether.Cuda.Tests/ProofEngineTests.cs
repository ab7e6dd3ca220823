using System.Diagnostics;
using Aether.Harness;
using Aether.Inference;
using Aether.Proofs;
using Aether.Proofs.Tests.Inference;
using Xunit.Abstractions;

namespace Aether.Cuda.Tests;

/// <summary>Whole proofs on the device: their bytes are those of every other engine.</summary>
[Collection("device")]
public sealed class ProofEngineTests(ITestOutputHelper output)
{
    /// <summary>Small ones always; all of them in deep runs.</summary>
    public static TheoryData<string> Names => [.. Seed.Deep ? GoldenProofs.Hashes.Keys : ["identity", "single"]];

    [SimulatorTheory]
    [MemberData(nameof(Names))]
    public void I50_Prove_OnTheDevice_GivesTheGoldenProof(string name)
    {
        Simulator.Use();
        using CudaProofEngine engine = new();
        ProofVector vector = ProofVector.Of(name);
        Stopwatch watch = Stopwatch.StartNew();
        byte[] proof = GoldenProofs.Prove(vector, new ProverOptions { Engine = engine });
        output.WriteLine($"{name}: {proof.Length} bytes, 2^{vector.Plan.CoordinateCount} powers, {watch.Elapsed.TotalSeconds:F1} s");
        Assert.Equal(GoldenProofs.Hashes[name], GoldenProofs.HashOf(proof));
    }
}
