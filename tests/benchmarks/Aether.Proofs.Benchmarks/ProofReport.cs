using System.Diagnostics;
using Aether.Inference;

namespace Aether.Proofs.Benchmarks;

/// <summary>Whole proofs: wall time on all cores, from an input to the bytes that are sent.</summary>
internal static class ProofReport
{
    private const int Samples = 5;

    public static void Print()
    {
        Console.WriteLine($"proofs on {Environment.ProcessorCount} threads, wall time, median of {Samples} (best in brackets)");
        Row("MLP 784-128-10", ProvedModels.Mlp());
        Row("CNN of 264,234 parameters", ProvedModels.Cnn());
        Console.WriteLine($"  peak memory of this process so far: {PeakBytes() >> 20} MiB");
        Console.WriteLine();
    }

    /// <summary>The same network over more and more pixels: what a slot costs, from 2^16 of them to 2^22.</summary>
    public static void PrintScale()
    {
        Console.WriteLine($"time per slot on {Environment.ProcessorCount} threads, wall time, median of 3");
        double first = 0;
        for (int log = 16; log <= 22; log += 2)
        {
            Air8Model model = ProvedModels.Deep(log);
            ProofPlan plan = ProofPlan.Of(model);
            double seconds = Row($"2^{log} slots", model, 3) / (1 << log);
            first = log == 16 ? seconds : first;
            int bar = (int)Math.Round(40 * seconds / first);
            Console.WriteLine(
                $"    {seconds * 1e6, 6:F2} us a slot, {seconds / first:F2} x that of 2^16  {new string('#', Math.Min(bar, 100))}"
            );
            if (plan.SlotLog != log)
                throw new InvalidOperationException($"2^{plan.SlotLog} slots");
        }
        Console.WriteLine();
    }

    /// <param name="engine">Null for the widest of the processor.</param>
    /// <returns>Median of seconds.</returns>
    public static double Row(string name, Air8Model model, int samples = Samples, ProofEngine? engine = null)
    {
        ProverOptions options = new() { Engine = engine ?? ProofEngine.Widest };
        ProofPlan plan = ProofPlan.Of(model);
        Srs srs = Srs.ForTests(plan.CoordinateCount);
        VerifyingKey key = InferenceProver.KeyOf(plan, srs);
        Tensor input = ProvedModels.Input(model);
        byte[] output = Air8Runtime.Run(model, input).Output.Bytes.ToArray();
        InferenceStatement statement = new()
        {
            Ic = new byte[32],
            InputPoint = srs.Commit(Array.ConvertAll(input.Bytes.ToArray(), code => (Fr)(code - 128))),
            Output = output,
        };
        double[] seconds = new double[samples];
        byte[] proof = [];
        for (int sample = -1; sample < samples; sample++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            Stages stages = new();
            proof = InferenceProver.Prove(Witness.Of(plan, input), statement, input, null, srs, options with { Progress = stages });
            if (sample == samples - 1)
                Console.WriteLine("  " + stages);
            if (sample >= 0)
                seconds[sample] = watch.Elapsed.TotalSeconds;
        }
        Array.Sort(seconds);
        Stopwatch check = Stopwatch.StartNew();
        if (InferenceVerifier.Verify(key, statement, proof, srs.TauG2) is string refused)
            throw new InvalidOperationException(refused);
        Console.WriteLine(
            $"  {name}: {seconds[samples / 2]:F2} s ({seconds[0]:F2}), 2^{plan.SlotLog} slots, 2^{plan.WeightLog} weights, 2^{plan.CoordinateCount} powers, {proof.Length} bytes, verified in {check.Elapsed.TotalMilliseconds:F0} ms"
        );
        return seconds[samples / 2];
    }

    private sealed class Stages : IProgress<ProofStage>
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private readonly List<(ProofStage Stage, double Seconds)> _seen = [];

        public void Report(ProofStage value) => _seen.Add((value, _watch.Elapsed.TotalSeconds));

        public override string ToString() =>
            $"witness {_seen[0].Seconds:F2}, "
            + string.Join(", ", _seen.Zip(_seen.Skip(1), (a, b) => $"{a.Stage} {b.Seconds - a.Seconds:F2}"));
    }

    private static long PeakBytes()
    {
        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
