using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Aether.Harness;
using Aether.Inference;

namespace Aether.Proofs.Benchmarks;

/// <summary>Our proof and snarkjs's Groth16 of the same dense networks, turn by turn in one run, so that a slow moment slows both.</summary>
internal static class PeerReport
{
    private const int Rounds = 5;

    public static async Task PrintAsync()
    {
        Console.WriteLine(
            $"dense networks beside circom and snarkjs (Groth16), wall time on all cores, median of {Rounds} turns (best in brackets)"
        );
        try
        {
            await RowAsync(new DenseNetwork(784, 128, 10, (9, 20)));
            // The largest that circom2 and snarkjs take in minutes: 2^20 rows.
            await RowAsync(new DenseNetwork(1024, 512, 10, (8, 10)));
            Console.WriteLine(
                $"  gas of ours, whole transactions: {Gas("verifyMlp")} with the input as a point, {Gas("verifyMlpInClear")} with it in clear (scripts/gas, 784-128-10)"
            );
            Console.WriteLine(
                "  ceremony: ours one reference string for all models up to its size, to which anybody may add a share at any time;"
            );
            Console.WriteLine("            Groth16 powers of tau, and behind them a second ceremony for every circuit");
        }
        catch (Exception error) when (error is HarnessException or System.ComponentModel.Win32Exception)
        {
            Console.WriteLine($"  skipped: {error.Message}");
        }
        Console.WriteLine();
    }

    private static async Task RowAsync(DenseNetwork network)
    {
        sbyte[] input = network.RandomInput(3);
        sbyte[] expected = network.OutputFor(input);
        OwnProof own = new(network.Model, input);
        Groth16Circuit circuit = await Groth16Circuit.MakeAsync(network);
        using Groth16Prover peer = new(circuit);
        double witness = peer.ComputeWitness(network, input);
        (double, double Own, double Other)[] turns = new (double, double, double)[Rounds];
        int threads = 0;
        own.Prove();
        peer.Prove();
        for (int turn = 0; turn < Rounds; turn++)
        {
            double seconds = own.Prove();
            (double other, sbyte[] output, threads) = peer.Prove();
            if (!output.AsSpan().SequenceEqual(expected))
                throw new InvalidOperationException("the circuit computes another output than our engine");
            turns[turn] = (other / seconds, seconds, other);
        }
        peer.Verify();
        int gas;
        string folder = Directory.CreateTempSubdirectory("aether-bench-").FullName;
        await using (Anvil anvil = await Anvil.StartAsync(folder))
            gas = peer.Gas(anvil);
        Directory.Delete(folder, recursive: true);

        double ratio = Median(turns.Select(turn => turn.Item1));
        Console.WriteLine($"  {network.Name}: {network.ProductCount:N0} products; outputs equal");
        Console.WriteLine(
            $"    ours     {Seconds(turns.Select(turn => turn.Own))}, {Environment.ProcessorCount} threads, witness within, 2^{own.Log} powers, {own.Bytes} bytes"
        );
        Console.WriteLine(
            $"    snarkjs  {Seconds(turns.Select(turn => turn.Other))}, {threads} threads, and {witness:F1} s for the witness; {circuit.Constraints:N0} constraints, 2^{circuit.Log} rows, 256 bytes, {gas:N0} gas, {circuit.KeyBytes >> 20} MiB of key"
        );
        Console.WriteLine($"    ours is {ratio:F1} x as quick (10 asked{(ratio < 10 ? ": missed" : "")})");
        Console.WriteLine(
            $"    before that: circom {circuit.CompileSeconds:F0} s; its key here, by one who knows the secrets, {circuit.KeySeconds:F0} s; our string so {own.StringSeconds:F0} s"
        );
    }

    private static string Gas(string name) =>
        $"{(int)JsonNode.Parse(File.ReadAllText(Repository.PathOf("contracts", "snapshots", "gas.json")))![name]!["gas"]!:N0}";

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private static string Seconds(IEnumerable<double> values) =>
        string.Create(CultureInfo.InvariantCulture, $"{Median(values), 7:F2} s ({values.Min():F2})");

    private sealed class OwnProof
    {
        private readonly ProofPlan _plan;
        private readonly Srs _srs;
        private readonly Tensor _input;
        private readonly InferenceStatement _statement;

        public OwnProof(Air8Model model, sbyte[] input)
        {
            _plan = ProofPlan.Of(model);
            Stopwatch watch = Stopwatch.StartNew();
            _srs = Srs.ForTests(_plan.CoordinateCount);
            StringSeconds = watch.Elapsed.TotalSeconds;
            _input = Tensor.FromInt8(model.InputShape, input);
            _statement = new()
            {
                Ic = new byte[32],
                InputPoint = _srs.Commit(Array.ConvertAll(_input.Bytes.ToArray(), code => (Fr)(code - 128))),
                Output = Air8Runtime.Run(model, _input).Output.Bytes.ToArray(),
            };
            byte[] proof = Make();
            Bytes = proof.Length;
            if (InferenceVerifier.Verify(InferenceProver.KeyOf(_plan, _srs), _statement, proof, _srs.TauG2) is string refused)
                throw new InvalidOperationException(refused);
        }

        public int Bytes { get; }
        public int Log => _plan.CoordinateCount;
        public double StringSeconds { get; }

        /// <returns>Seconds from an input to the bytes that are sent.</returns>
        public double Prove()
        {
            Stopwatch watch = Stopwatch.StartNew();
            Make();
            return watch.Elapsed.TotalSeconds;
        }

        private byte[] Make() => InferenceProver.Prove(Witness.Of(_plan, _input), _statement, _input, null, _srs, ProverOptions.Default);
    }
}
