using System.Diagnostics;
using System.Globalization;
using Aether.Inference;
using Aether.Proofs;
using Aether.Proofs.Tests.Inference;

namespace Aether.Cuda.Tests;

/// <summary>The checks as a program, for a sanitizer or a real GPU: what AETHER_CUDA_LIBRARY names, else the machine's driver.</summary>
internal static class Program
{
    private const string Usage = """
        usage: Aether.Cuda.Tests checks [--rounds N] [--seed N] [--schedule N] [--only PREFIX] [--no-tensor-cores] [--no-wgmma] [--untried] [--ptx FILE]
                                        [--proofs-ptx FILE]
               Aether.Cuda.Tests models
               Aether.Cuda.Tests proofs [--small]
               Aether.Cuda.Tests time [--small]

          checks   every kernel against a plain reference on random shapes; --ptx takes kernels that were compiled elsewhere;
                   --untried uses wgmma without its trial, to see what is wrong with it
          models   whole models against the scalar backend
          proofs   whole proofs against the golden hashes; --small only those without a table of 2^16 rows
          time     the figures of prover/BENCHMARKS.md; --small sees only that they can be taken
        """;

    public static int Main(string[] arguments)
    {
        if (arguments is not ["checks" or "models" or "proofs" or "time", ..])
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }
        Environment.SetEnvironmentVariable(
            "AETHER_GPU",
            Environment.GetEnvironmentVariable(CudaDriver.LibraryVariable) is null ? "yes" : "no"
        );
        int rounds = Number(arguments, "--rounds", 20);
        int seed = Number(arguments, "--seed", 1);
        string only = Text(arguments, "--only") ?? "";
        try
        {
            if (Text(arguments, "--schedule") is not null)
                Simulator.Set("seed", (ulong)Number(arguments, "--schedule", 0));
            using KernelBench bench = new(
                !arguments.Contains("--no-tensor-cores"),
                Text(arguments, "--ptx"),
                arguments.Contains("--no-wgmma") ? WgmmaUse.Never
                    : arguments.Contains("--untried") ? WgmmaUse.Untried
                    : WgmmaUse.Tried,
                Text(arguments, "--proofs-ptx")
            );
            Console.WriteLine(bench.Device.Info);
            if (bench.Kernels.WgmmaNote.Length > 0)
                Console.WriteLine(bench.Kernels.WgmmaNote);
            if (bench.Kernels.Log.Length > 0)
                Console.WriteLine(bench.Kernels.Log);
            if (arguments[0] == "checks")
                return RunAll(bench, only, rounds, seed);
            if (arguments[0] == "models")
                return RunModels();
            if (arguments[0] == "proofs")
                return RunProofs(arguments.Contains("--small"));
            new Measurements(bench, arguments.Contains("--small")).Run();
            return 0;
        }
        catch (WgmmaBrokeDeviceException failure)
        {
            Console.Error.WriteLine($"{failure.Message}; and no later call works: run with {DeviceKernels.WgmmaVariable}=no");
            return 1;
        }
        catch (CudaException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 3;
        }
    }

    private static int RunAll(KernelBench bench, string only, int rounds, int seed)
    {
        int failures = 0;
        int ran = 0;
        foreach (KernelCheck check in KernelCheck.All.Where(check => check.Name.StartsWith(only, StringComparison.Ordinal)))
        {
            if (!check.CanRun(bench))
                continue;
            long started = Stopwatch.GetTimestamp();
            Random random = new(seed);
            string verdict = "ok";
            for (int round = 0; round < rounds && verdict == "ok"; round++)
            {
                try
                {
                    check.Run(bench, random);
                    bench.Clear();
                }
                catch (Exception failure) when (failure is InvalidOperationException or CudaException)
                {
                    verdict = $"FAILED in round {round}: {failure.Message}";
                    failures++;
                }
            }
            ran++;
            Console.WriteLine($"{check.Name, -24} {Stopwatch.GetElapsedTime(started).TotalSeconds, 6:f1} s  {verdict}");
        }
        if (ran == 0)
        {
            Console.WriteLine($"no check ran: none of them begins with {only}, or this device has not what they need");
            return 1;
        }
        Console.WriteLine(
            failures == 0 ? $"all checks passed, {rounds} rounds each, seed {seed}" : $"{failures} checks FAILED, seed {seed}"
        );
        return failures == 0 ? 0 : 1;
    }

    private static int RunModels()
    {
        int failures = 0;
        foreach (string name in ModelChecks.Names.Append("digits"))
        {
            Air8Model model = name == "digits" ? ModelChecks.Digits().Model : ModelChecks.Model(name);
            IEnumerable<Tensor[]> inputs =
                name == "digits" ? ModelChecks.Digits().Images.Select(image => new[] { image }) : ModelChecks.Inputs(name, model);
            using IModelSession session = new CudaBackend().Open(model, RunLimits.Default);
            string verdict = "ok";
            try
            {
                foreach (Tensor[] input in inputs)
                    ModelChecks.AssertSame(session, input);
            }
            catch (Exception failure) when (failure is InvalidOperationException or CudaException)
            {
                verdict = $"FAILED: {failure.Message}";
                failures++;
            }
            Console.WriteLine($"{name, -24} {verdict}");
        }
        Console.WriteLine(failures == 0 ? "all models equal the scalar backend" : $"{failures} models FAILED");
        return failures == 0 ? 0 : 1;
    }

    private static int RunProofs(bool small)
    {
        int failures = 0;
        using CudaProofEngine engine = new();
        foreach ((string name, string hash) in GoldenProofs.Hashes)
        {
            ProofVector vector = ProofVector.Of(name);
            if (small && vector.Plan.Table.Log > 16)
                continue;
            string verdict = "ok";
            try
            {
                string made = GoldenProofs.HashOf(GoldenProofs.Prove(vector, new ProverOptions { Engine = engine }));
                if (made != hash)
                    verdict = $"FAILED: its hash is {made}, not {hash}";
            }
            catch (Exception failure) when (failure is InvalidOperationException or CudaException)
            {
                verdict = $"FAILED: {failure.Message}";
            }
            failures += verdict == "ok" ? 0 : 1;
            Console.WriteLine($"{name, -24} {verdict}");
        }
        Console.WriteLine(failures == 0 ? "all proofs have the golden hashes" : $"{failures} proofs FAILED");
        return failures == 0 ? 0 : 1;
    }

    private static string? Text(string[] arguments, string name)
    {
        int at = Array.IndexOf(arguments, name);
        return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : null;
    }

    private static int Number(string[] arguments, string name, int otherwise) =>
        Text(arguments, name) is string text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
