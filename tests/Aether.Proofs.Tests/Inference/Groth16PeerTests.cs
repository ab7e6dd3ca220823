using Aether.Harness;
using Aether.Inference;
using Aether.Proofs.Benchmarks;

namespace Aether.Proofs.Tests;

/// <summary>What the bench compares our proofs with is the same network, and a proof of it.</summary>
public sealed class Groth16PeerTests
{
    /// <summary>Halves, and what stands beside the ends -127 and 127: -128 is an end of its own in the circuit.</summary>
    private static readonly int[] Ends = [-128 * 256, (-127 * 256) - 128, (-127 * 256) - 129, (127 * 256) + 127, (127 * 256) + 128];

    /// <summary>Weights up to the ends of int8 saturate outputs on both sides; small ones leave them between; none leave the bias.</summary>
    [Fact]
    public async Task DenseCircuit_TinyNetwork_ProvesOurOutputs()
    {
        string folder = Directory.CreateTempSubdirectory("aether-peer-").FullName;
        try
        {
            DenseNetwork[] networks =
            [
                new(8, 64, 5, (127, 127), seed: 1),
                new(8, 64, 5, (40, 40), seed: 2),
                new(8, 64, 5, (40, 0), lastBias: Ends),
            ];
            using Groth16Prover prover = new(await Groth16Circuit.MakeAsync(networks[0], folder));
            HashSet<sbyte> seen = [];
            foreach (DenseNetwork network in networks)
            {
                for (int seed = 0; seed < 4; seed++)
                {
                    sbyte[] input = network.RandomInput(seed);
                    prover.ComputeWitness(network, input);
                    sbyte[] output = prover.Prove().Output;
                    Assert.Equal(network.OutputFor(input), output);
                    seen.UnionWith(output);
                }
            }
            prover.Verify();
            Assert.Contains((sbyte)127, seen);
            Assert.Contains((sbyte)-127, seen);
            Assert.True(seen.Count > 20, $"{seen.Count} different outputs");
            await using Anvil anvil = await Anvil.StartAsync(folder);
            Assert.InRange(prover.Gas(anvil), 150_000, 400_000);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
