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
    private const ulong MemoryDefault = 8UL << 30;

    /// <summary>Small ones always; all of them in deep runs.</summary>
    public static TheoryData<string> Names => [.. Seed.Deep ? GoldenProofs.Hashes.Keys : ["identity", "moreSlotsThanRows"]];

    /// <summary>On a device that has just the memory that was asked for before.</summary>
    [SimulatorTheory]
    [MemberData(nameof(Names))]
    public void I50_Prove_OnTheDevice_GivesTheGoldenProof(string name)
    {
        ProofVector vector = ProofVector.Of(name);
        long bytes = CudaProofEngine.BytesFor(vector.Plan);
        Simulator.Set("memory", (ulong)bytes);
        try
        {
            using CudaProofEngine engine = new();
            Assert.Null(engine.Refusal(bytes));
            Stopwatch watch = Stopwatch.StartNew();
            byte[] proof = GoldenProofs.Prove(vector, new ProverOptions { Engine = engine });
            output.WriteLine($"{name}: {proof.Length} bytes, {bytes >> 20} MiB, {watch.Elapsed.TotalSeconds:F1} s");
            Assert.Equal(GoldenProofs.Hashes[name], GoldenProofs.HashOf(proof));
        }
        finally
        {
            Simulator.Set("memory", MemoryDefault);
        }
    }

    /// <summary>Nothing is left to the processor that the device can do, and threads run in another order.</summary>
    [SimulatorFact]
    public void I50_Prove_AllOfItOnTheDevice_GivesTheGoldenProof()
    {
        long before = Simulator.RealDevice ? 0 : Launches();
        Simulator.Set("seed", 11);
        try
        {
            using CudaProofEngine engine = new(0, hostValuesMost: 1);
            byte[] proof = GoldenProofs.Prove(ProofVector.Of("repeatedSealed"), new ProverOptions { Engine = engine });
            Assert.Equal(GoldenProofs.Hashes["repeatedSealed"], GoldenProofs.HashOf(proof));
        }
        finally
        {
            Simulator.Set("seed", 0);
        }
        Assert.True(Simulator.RealDevice || Launches() > before);
        static long Launches() => Simulator.Runs("slot_sums") + Simulator.Runs("row_sums");
    }

    [SimulatorFact]
    public void Choose_EveryName_GivesAnEngineOrSaysWhyNot()
    {
        Simulator.Use();
        using CudaProofEngine cuda = new();
        Assert.Same(cuda, ProofEngines.Choose(Backends.Automatic, cuda, 0, out string? note));
        Assert.Null(note);
        foreach (IBackend backend in CpuBackends.All.Where(one => one.Unavailable is null))
        {
            ProofEngine engine = ProofEngines.Choose(backend.Name, cuda, 0, out note);
            Assert.Equal(ProofEngine.OfCpu.Any(one => one.Name == backend.Name) ? backend.Name : ProofEngine.Widest.Name, engine.Name);
            Assert.Null(note);
        }
        Assert.Contains("there are auto, cuda,", Refused("gpu", cuda, 0));
        Assert.Contains("MiB are free", Refused("cuda", cuda, long.MaxValue));
        Assert.Same(ProofEngine.Widest, ProofEngines.Choose(Backends.Automatic, cuda, long.MaxValue, out note));
        Assert.Contains("a proof takes", note);
        if (Simulator.RealDevice)
            return;
        Simulator.Set("devices", 0);
        try
        {
            using CudaProofEngine none = new();
            Assert.Same(ProofEngine.Widest, ProofEngines.Choose(Backends.Automatic, none, 0, out note));
            Assert.StartsWith("no GPU is used: ", note);
            Assert.Contains("nvidia-smi", note);
            Assert.EndsWith($"Here that is {ProofEngine.Widest.Name}.", note);
            Assert.Contains("backend cuda cannot run here", Refused("cuda", none, 0));
        }
        finally
        {
            Simulator.Set("devices", 1);
        }
    }

    /// <summary>A device that fails in the middle of a proof: by itself it is made again without, asked for by name it is an error.</summary>
    [SimulatorFact]
    public void Run_DeviceFailsMidway_ProvesWithoutItOrSaysSo()
    {
        if (Simulator.RealDevice)
            return;
        Simulator.Use();
        using CudaProofEngine cuda = new(0, hostValuesMost: 1);
        byte[] Make(ProofEngine engine) =>
            GoldenProofs.Prove(ProofVector.Of("identity"), new ProverOptions { Engine = engine, Progress = new DeviceFiller() });
        try
        {
            List<string> notes = [];
            byte[] proof = ProofEngines.Run(Backends.Automatic, cuda, 0, Make, notes.Add);
            Assert.Equal(GoldenProofs.Hashes["identity"], GoldenProofs.HashOf(proof));
            Assert.Contains("bytes left", Assert.Single(notes));
            Simulator.Set("memory", MemoryDefault);
            Assert.Throws<CudaException>(() => ProofEngines.Run("cuda", cuda, 0, Make, notes.Add));

            // A device that no call works on any more.
            Simulator.Set("memory", MemoryDefault);
            Simulator.Set("sticky", 1);
            Assert.Throws<CudaException>(() => cuda.On(Break));
            Assert.Same(ProofEngine.Widest, ProofEngines.Choose(Backends.Automatic, cuda, 0, out string? note));
            Assert.StartsWith("no GPU is used: ", note);
        }
        finally
        {
            Simulator.Set("memory", MemoryDefault);
            Simulator.Set("sticky", 0);
        }
    }

    /// <summary>What a proof under way has counts as free for the next one, which waits for it; behind it nothing is left over.</summary>
    [SimulatorFact]
    public void Refusal_WhileTablesAreLent_IsThatOfAnIdleDevice()
    {
        Simulator.Use();
        using CudaProofEngine engine = new(0, hostValuesMost: 1);
        using CudaDevice device = CudaDevice.Open();
        long idle = device.FreeBytes();
        using (ProductTables tables = engine.Products(new Fr[1 << 12], new Fr[1 << 12], 1))
        using (OpeningTable table = engine.Open(Strings.Of(4), [(new Fr[16], Fr.One)], 4, 1, CancellationToken.None))
        {
            tables.Fold(Fr.One);
            Assert.True(device.FreeBytes() < idle);
            Assert.Null(engine.Refusal(idle));
        }
        Assert.Equal(idle, device.FreeBytes());
        Assert.Null(engine.Refusal(idle));
        Assert.NotNull(engine.Refusal(idle + 1));
    }

    [SimulatorFact]
    public void Engine_BadInput_ThrowsAsTheProcessorsDo()
    {
        Simulator.Use();
        using CudaProofEngine engine = new(0, hostValuesMost: 1);
        Srs srs = Strings.Of(4);
        Assert.Throws<DivideByZeroException>(() => engine.Invert(new Fr[40]));
        Assert.Throws<ArgumentException>(() => engine.Commit(srs, new Fr[17], 1, CancellationToken.None));
        Assert.True(engine.Commit(srs, default, 1, CancellationToken.None).IsInfinity);
        Assert.Throws<ArgumentException>(() => engine.Evaluate(new Fr[16], new Fr[3]));
        Assert.Throws<ArgumentException>(() => engine.Evaluate(new Fr[15], new Fr[4]));
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => engine.Commit(srs, new Fr[] { 1, 2, 3 }, 1, source.Token));
        // And the engine works on.
        Assert.Equal(srs.Commit(new Fr[] { 1, 2, 3 }), engine.Commit(srs, new Fr[] { 1, 2, 3 }, 1, CancellationToken.None));
    }

    // A launch that writes behind its buffer.
    private static int Break(CudaProofEngine.Opened on)
    {
        using CudaBuffer one = on.Empty(1);
        on.Kernels.FrProduct(on.Stream, new FieldProductArgs(one.Address, one.Address, one.Address, 2));
        on.Stream.Synchronize();
        return 0;
    }

    private static string Refused(string name, CudaProofEngine cuda, long bytes) =>
        Assert.Throws<BackendUnavailableException>(() => ProofEngines.Choose(name, cuda, bytes, out _)).Message;

    private sealed class DeviceFiller : IProgress<ProofStage>
    {
        public void Report(ProofStage value)
        {
            if (value == ProofStage.Lookups)
                Simulator.Set("memory", 1);
        }
    }
}
