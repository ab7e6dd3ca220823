using System.Text.Json.Nodes;
using Aether.Harness;
using Aether.Inference;
using Aether.Inference.Tests;
using Xunit.Abstractions;

namespace Aether.Cuda.Tests;

/// <summary>Whole models on the device: every output, state, boundary and traced tensor is the scalar backend's.</summary>
[Collection("device")]
public sealed class BackendTests(ITestOutputHelper output)
{
    private static IEnumerable<string> ModelNames => VectorFile.Air8["models"]!.AsArray().Select(model => VectorFile.Text(model!["name"]));

    public static TheoryData<string> Names => [.. ModelNames];

    [SimulatorTheory]
    [MemberData(nameof(Names))]
    public void I50_Run_EveryVectorModel_EqualsTheScalarBackend(string name)
    {
        Simulator.Use();
        Air8Model model = Air8Model.Load(VectorFile.Build(name));
        foreach (bool tensorCores in new[] { true, false })
        {
            using IModelSession session = new CudaBackend(0, tensorCores).Open(model, RunLimits.Default);
            foreach (ulong schedule in new ulong[] { 0, 5 })
            {
                Simulator.Set("seed", schedule);
                foreach (JsonNode? run in VectorFile.Model(name)["runs"]!.AsArray())
                    AssertSame(session, VectorInputs.Of(run!["inputs"]!.AsArray(), model));
            }
        }
        Simulator.Set("seed", 0);
    }

    [SimulatorFact]
    public void Run_Digits_EqualsTheScalarBackend()
    {
        Simulator.Use();
        Air8Model model = Air8Model.Load(Repository.PathOf("models", "digits.air8"));
        using IModelSession session = new CudaBackend().Open(model, RunLimits.Default);
        foreach (string image in Directory.EnumerateFiles(Repository.PathOf("tests", "vectors", "digits")))
            AssertSame(session, [GreyImage.ToTensor(ImageFile.Load(image))]);
    }

    [SimulatorFact]
    public void Run_Traced_HandsOutTheScalarBackendsTensors()
    {
        Simulator.Use();
        foreach (string name in ModelNames)
        {
            Air8Model model = Air8Model.Load(VectorFile.Build(name));
            Tensor[] inputs = VectorInputs.Of(VectorFile.Model(name)["runs"]![0]!["inputs"]!.AsArray(), model);
            Recorder expected = new();
            Recorder actual = new();
            using IModelSession scalar = ScalarBackend.Instance.Open(model, RunLimits.Default);
            using IModelSession session = new CudaBackend().Open(model, RunLimits.Default);
            scalar.Run(inputs, new RunOptions { Trace = expected, Progress = expected }, CancellationToken.None);
            session.Run(inputs, new RunOptions { Trace = actual, Progress = actual }, CancellationToken.None);
            Assert.Equal(expected.Seen, actual.Seen);
            output.WriteLine($"{name}: {actual.Seen.Count} tensors");
        }
    }

    [SimulatorFact]
    public void Run_Cancelled_ThrowsAndTheSessionRunsAgain()
    {
        Simulator.Use();
        foreach (string name in ModelNames)
        {
            Air8Model model = Air8Model.Load(VectorFile.Build(name));
            Tensor[] inputs = VectorInputs.Of(VectorFile.Model(name)["runs"]![0]!["inputs"]!.AsArray(), model);
            using IModelSession session = new CudaBackend().Open(model, RunLimits.Default);
            using CancellationTokenSource source = new();
            Canceller midway = new(source, model.Operators.Count / 2);
            Assert.Throws<OperationCanceledException>(() => session.Run(inputs, new RunOptions { Progress = midway }, source.Token));
            AssertSame(session, inputs);
        }
    }

    [SimulatorFact]
    public void Open_DeviceIsFull_SaysHowMuchIsFree()
    {
        if (Simulator.RealDevice)
            return;
        Simulator.Use();
        Simulator.Set("memory", 1 << 20);
        try
        {
            Air8Model model = Air8Model.Load(Repository.PathOf("models", "digits.air8"));
            string message = Assert
                .Throws<BackendUnavailableException>(() =>
                {
                    for (int i = 0; i < 100; i++)
                        _ = new CudaBackend().Open(model, RunLimits.Default);
                })
                .Message;
            Assert.Contains("are free", message);
        }
        finally
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Simulator.Set("memory", 8UL << 30);
        }
    }

    [SimulatorFact]
    public void Open_MoreThanAllowed_IsRefused()
    {
        Simulator.Use();
        Air8Model model = Air8Model.Load(Repository.PathOf("models", "digits.air8"));
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
            Air8Model model = Air8Model.Load(Repository.PathOf("models", "digits.air8"));
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

    private static void AssertSame(IModelSession session, Tensor[] inputs)
    {
        using IModelSession scalar = ScalarBackend.Instance.Open(session.Model, RunLimits.Default);
        Execution expected = scalar.Run(inputs, RunOptions.Default, CancellationToken.None);
        foreach (bool boundaries in new[] { true, false })
        {
            Execution actual = session.Run(inputs, new RunOptions { Boundaries = boundaries }, CancellationToken.None);
            Assert.Equal(expected.Output.Bytes.ToArray(), actual.Output.Bytes.ToArray());
            Assert.Equal(expected.Output.Shape, actual.Output.Shape);
            Assert.Equal(expected.Units, actual.Units);
            Assert.Equal(expected.States.Select(state => state.Bytes.ToArray()), actual.States.Select(state => state.Bytes.ToArray()));
            Assert.Equal(boundaries ? expected.Boundaries.ToArray() : [], actual.Boundaries.ToArray());
        }
    }

    private sealed class Recorder : ITraceSink, IProgress<RunProgress>
    {
        public List<string> Seen { get; } = [];

        public void Add(int operatorId, int position, Tensor tensor) =>
            Seen.Add($"{operatorId} {position} {tensor.Type} {tensor.Shape} {TensorTree.Root(tensor)}");

        public void Report(RunProgress value) => Seen.Add($"{value.Done} of {value.Total}");
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
