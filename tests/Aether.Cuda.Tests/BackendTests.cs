using Aether.Inference;
using Xunit.Abstractions;

namespace Aether.Cuda.Tests;

/// <summary>Whole models on the device: every output, state, boundary and traced tensor is the scalar backend's.</summary>
[Collection("device")]
public sealed class BackendTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. ModelChecks.Names];

    [SimulatorTheory]
    [MemberData(nameof(Names))]
    public void I50_Run_EveryVectorModel_EqualsTheScalarBackend(string name)
    {
        Simulator.Use();
        Air8Model model = ModelChecks.Model(name);
        // With tensor cores and all tensors kept; then without, in buffers that are used again.
        foreach (bool tensorCores in new[] { true, false })
        {
            CudaBackend backend = new(0, tensorCores, tensorCores ? DeviceTensors.KeptBytesMost : 0);
            using IModelSession session = backend.Open(model, RunLimits.Default);
            foreach (ulong schedule in new ulong[] { 0, 5 })
            {
                Simulator.Set("seed", schedule);
                foreach (Tensor[] inputs in ModelChecks.Inputs(name, model))
                    ModelChecks.AssertSame(session, inputs);
            }
        }
        Simulator.Set("seed", 0);
    }

    [SimulatorFact]
    public void Run_Digits_EqualsTheScalarBackend()
    {
        Simulator.Use();
        (Air8Model model, IEnumerable<Tensor> images) = ModelChecks.Digits();
        using IModelSession session = new CudaBackend().Open(model, RunLimits.Default);
        foreach (Tensor image in images)
            ModelChecks.AssertSame(session, [image]);
    }

    [SimulatorFact]
    public void Run_Traced_HandsOutTheScalarBackendsTensors()
    {
        Simulator.Use();
        foreach (string name in ModelChecks.Names)
        {
            Air8Model model = ModelChecks.Model(name);
            Tensor[] inputs = ModelChecks.Inputs(name, model).First();
            Recorder expected = new();
            Recorder actual = new();
            using IModelSession scalar = ScalarBackend.Instance.Open(model, RunLimits.Default);
            using IModelSession session = new CudaBackend().Open(model, RunLimits.Default);
            scalar.Run(inputs, new RunOptions { Trace = expected, Progress = expected }, CancellationToken.None);
            session.Run(inputs, new RunOptions { Trace = actual, Progress = actual }, CancellationToken.None);
            Assert.Equal(expected.Seen, actual.Seen);
            Assert.Equal(expected.Last, actual.Last);
            output.WriteLine($"{name}: {actual.Seen.Count} tensors");
        }
    }

    [SimulatorFact]
    public void Run_Cancelled_ThrowsAndTheSessionRunsAgain()
    {
        Simulator.Use();
        foreach (string name in ModelChecks.Names)
        {
            Air8Model model = ModelChecks.Model(name);
            Tensor[] inputs = ModelChecks.Inputs(name, model).First();
            using IModelSession session = new CudaBackend().Open(model, RunLimits.Default);
            using CancellationTokenSource source = new();
            Canceller midway = new(source, model.Operators.Count / 2);
            Assert.Throws<OperationCanceledException>(() => session.Run(inputs, new RunOptions { Progress = midway }, source.Token));
            ModelChecks.AssertSame(session, inputs);
        }
    }

    [SimulatorFact]
    public void Open_DeviceIsFull_SaysHowMuchIsFree()
    {
        if (Simulator.RealDevice)
            return;
        Simulator.Use();
        Simulator.Set("memory", 1 << 20);
        List<IModelSession> opened = [];
        try
        {
            Air8Model model = ModelChecks.Digits().Model;
            CudaBackend backend = new();
            string message = Assert
                .Throws<BackendUnavailableException>(() =>
                {
                    while (opened.Count < 100)
                        opened.Add(backend.Open(model, RunLimits.Default));
                })
                .Message;
            Assert.Contains("are free", message);
        }
        finally
        {
            opened.ForEach(session => session.Dispose());
            Simulator.Set("memory", 8UL << 30);
        }
    }

    [SimulatorFact]
    public void Open_MoreThanAllowed_IsRefused()
    {
        Simulator.Use();
        Air8Model model = ModelChecks.Digits().Model;
        Air8RefusedException refusal = Assert.Throws<Air8RefusedException>(() =>
            new CudaBackend().Open(model, new RunLimits(ActivationBytesMax: 16))
        );
        Assert.Equal(Air8Rule.Memory, refusal.Rule);
    }

    [SimulatorFact]
    public void Unavailable_DeviceTooOld_SaysWhatIsNeeded()
    {
        if (Simulator.RealDevice)
            return;
        Simulator.Set("capability", 52);
        try
        {
            CudaBackend backend = new();
            Assert.Contains("compute capability 5.2", backend.Unavailable);
            Air8Model model = ModelChecks.Digits().Model;
            Assert.Contains(
                "backend cuda cannot run here",
                Assert.Throws<BackendUnavailableException>(() => backend.Open(model, RunLimits.Default)).Message
            );
        }
        finally
        {
            Simulator.Set("capability", 90);
        }
        Assert.Null(new CudaBackend().Unavailable);
    }

    [SimulatorFact]
    public void Run_SyntheticModels_EqualTheScalarBackend()
    {
        Simulator.Use();
        Random random = new(Aether.Harness.Seed.Choose(output.WriteLine));
        Air8Model cnn = SyntheticModels.ResidualCnn(9, 2, 20, 2, 1);
        sbyte[] image = [.. Enumerable.Range(0, (int)cnn.InputShape.LiveCount).Select(_ => (sbyte)random.Next(-127, 128))];
        using IModelSession images = new CudaBackend().Open(cnn, RunLimits.Default);
        ModelChecks.AssertSame(images, [Tensor.FromInt8(cnn.InputShape, image)]);
        Air8Model decoder = SyntheticModels.Decoder(2, 48, 3, 50, 21, 14);
        using IModelSession sentences = new CudaBackend().Open(decoder, RunLimits.Default);
        foreach (int length in new[] { 1, 5, 21 })
        {
            ushort[] prompt = [.. Enumerable.Range(0, length).Select(_ => (ushort)random.Next(50))];
            ModelChecks.AssertSame(sentences, [Tensor.FromUInt16(new TensorShape(1, length), prompt)]);
        }
    }

    [SimulatorFact]
    public void Choose_EveryName_GivesABackendOrSaysWhyNot()
    {
        Simulator.Use();
        Assert.Equal("cuda", Backends.Choose(Backends.Automatic, new CudaBackend(), out string? note).Name);
        Assert.Null(note);
        foreach (string name in Backends.Names.Where(name => name != Backends.Automatic))
        {
            try
            {
                Assert.Equal(name, Backends.Choose(name, out note).Name);
                Assert.Null(note);
            }
            catch (BackendUnavailableException failure)
            {
                // A processor without AVX-512 says so.
                Assert.Contains($"backend {name} cannot run here", failure.Message);
            }
        }
        Assert.Contains("there are auto, cuda,", Assert.Throws<BackendUnavailableException>(() => Backends.Choose("gpu", out _)).Message);
        if (Simulator.RealDevice)
            return;
        Simulator.Set("devices", 0);
        try
        {
            Assert.Same(CpuBackends.Widest, Backends.Choose(Backends.Automatic, new CudaBackend(), out note));
            Assert.Contains("nvidia-smi", note);
            Assert.EndsWith($"Here that is {CpuBackends.Widest.Name}.", note);
            Assert.Throws<BackendUnavailableException>(() => Backends.Choose("cuda", new CudaBackend(), out _));
        }
        finally
        {
            Simulator.Set("devices", 1);
        }
    }

    private sealed class Recorder : ITraceSink, IProgress<RunProgress>
    {
        public List<string> Seen { get; } = [];

        public void Add(int operatorId, int position, Tensor tensor) =>
            Seen.Add($"{operatorId} {position} {tensor.Type} {tensor.Shape} {TensorTree.Root(tensor)}");

        /// <summary>How far it came; a backend may compute a prompt in one pass or position by position, and says so in its own steps.</summary>
        public RunProgress Last { get; private set; }

        public void Report(RunProgress value) => Last = value;
    }

    private sealed class Canceller(CancellationTokenSource source, int after) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Done == after)
                source.Cancel();
        }
    }
}
