using System.Text.Json.Nodes;
using Aether.Harness;
using Xunit.Abstractions;

namespace Aether.Inference.Tests;

/// <summary>Every backend against the scalar one: outputs, states and every boundary, byte for byte.</summary>
public sealed class BackendTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names() =>
        [.. CpuBackends.All.Where(backend => backend != ScalarBackend.Instance).Select(backend => backend.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void I50_Backend_EveryRunOfTheVectors_EqualsScalar(string name)
    {
        if (Backend(name) is not IBackend backend)
            return;
        foreach (JsonNode? vector in VectorFile.Air8["models"]!.AsArray())
        {
            Air8Model model = Air8Model.Load(VectorFile.Build(VectorFile.Text(vector!["name"])));
            foreach (JsonNode? run in vector["runs"]!.AsArray())
                AssertEqual(backend, model, VectorInputs.Of(run!["inputs"]!.AsArray(), model), VectorFile.Text(vector["name"]));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void I50_Backend_RandomLayers_EqualScalar(string name)
    {
        if (Backend(name) is not IBackend backend)
            return;
        Random random = new(Seed.Choose(output.WriteLine));
        int rounds = Seed.Deep ? 200 : 12;
        for (int round = 0; round < rounds; round++)
        for (int kind = 0; kind < RandomModels.Kinds; kind++)
        {
            (Air8Model model, Tensor[] inputs) = RandomModels.Build(random, kind);
            AssertEqual(backend, model, inputs, $"round {round}, kind {kind}, {model.InputShape} to {model.OutputShape}");
        }
    }

    /// <summary>What is done in parts elsewhere than in small layers: large images, long lines, many columns, more weights than are kept.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void I50_Backend_LayersInParts_EqualScalar(string name)
    {
        if (Backend(name) is not IBackend backend)
            return;
        Random random = new(Seed.Choose(output.WriteLine));
        (string What, Func<Random, (Air8Model, Tensor[])> Build)[] layers =
        [
            (
                "an image in bands",
                each => RandomModels.Convolution(each, new TensorShape(33, 90, 120), new Window2D(3, 3, 0, 1, 1, 1, 1, 1), 3)
            ),
            (
                "lines in pieces",
                each => RandomModels.Convolution(each, new TensorShape(64, 1500, 3), new Window2D(5, 3, 1, 0, 2, 1, 2, 1), 2)
            ),
            ("batches", each => RandomModels.Convolution(each, new TensorShape(16, 7, 5, 3), new Window2D(2, 3, 0, 0, 1, 0, 0, 2), 40)),
            ("columns in blocks", each => RandomModels.Dense(each, new TensorShape(2050, 7), 530)),
            ("one row", each => RandomModels.Dense(each, new TensorShape(2050, 1), 530)),
            ("a softmax of the widest row", each => RandomModels.Softmax(each, new TensorShape(2048, 9))),
            ("a wide norm", each => RandomModels.Norm(each, new TensorShape(901, 5, 2))),
            ("more weights than are kept", each => RandomModels.Dense(each, new TensorShape(1 << 12, 5), (1 << 13) + 1)),
        ];
        foreach ((string what, Func<Random, (Air8Model, Tensor[])> build) in layers)
        {
            (Air8Model model, Tensor[] inputs) = build(random);
            AssertEqual(backend, model, inputs, what);
        }
    }

    /// <summary>A prompt computed in one pass leaves the boundaries of one computed position by position.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void I50_Backend_PromptsOfDecodeLoops_EqualScalar(string name)
    {
        if (Backend(name) is not IBackend backend)
            return;
        Random random = new(Seed.Choose(output.WriteLine));
        for (int round = 0; round < (Seed.Deep ? 60 : 6); round++)
        {
            int length = random.Next(2, 22);
            bool masked = round % 2 == 0;
            Air8Model model = RandomModels.Attention(random, length, 1 << random.Next(2), 1 << random.Next(6), masked);
            foreach (int known in new[] { 1, random.Next(1, length + 1), length })
            {
                ushort[] prompt = [.. Enumerable.Range(0, known).Select(_ => (ushort)random.Next(30))];
                string what = $"round {round}, {known} of {length} known, {(masked ? "masked" : "unmasked")}";
                AssertEqual(backend, model, [Tensor.FromUInt16(new TensorShape(1, known), prompt)], what);
            }
        }
    }

    [Fact]
    public void CpuBackends_Widest_IsOneThatRunsHere()
    {
        output.WriteLine($"widest: {CpuBackends.Widest.Name}");
        Assert.Null(CpuBackends.Widest.Unavailable);
        Assert.Same(ScalarBackend.Instance, CpuBackends.All[^1]);
    }

    [Fact]
    public void Open_MoreThanAllowed_IsRefusedByEveryBackend()
    {
        Air8Model model = Air8Model.Load(VectorFile.Build("image"));
        foreach (IBackend backend in CpuBackends.All.Where(backend => backend.Unavailable is null))
        {
            RunLimits memory = new(ActivationBytesMax: model.Work.ActivationBytes - 1);
            Assert.Equal(Air8Rule.Memory, Assert.Throws<Air8RefusedException>(() => backend.Open(model, memory)).Rule);
            RunLimits work = new(OperationsMax: model.Work.Operations - 1);
            Assert.Equal(Air8Rule.Memory, Assert.Throws<Air8RefusedException>(() => backend.Open(model, work)).Rule);
            backend.Open(model, new RunLimits(model.Work.ActivationBytes, model.Work.Operations)).Dispose();
        }
    }

    private static void AssertEqual(IBackend backend, Air8Model model, Tensor[] inputs, string what)
    {
        using IModelSession scalar = ScalarBackend.Instance.Open(model, RunLimits.Default);
        using IModelSession session = backend.Open(model, RunLimits.Default);
        Execution expected = scalar.Run(inputs, RunOptions.Default, CancellationToken.None);
        // Twice: what a run leaves behind in a session must not reach the next.
        for (int time = 0; time < 2; time++)
        {
            Execution run = session.Run(inputs, RunOptions.Default, CancellationToken.None);
            Assert.True(expected.Output.Bytes.SequenceEqual(run.Output.Bytes), $"{backend.Name}: another output; {what}");
            Assert.True(expected.Boundaries.SequenceEqual(run.Boundaries), $"{backend.Name}: another boundary; {what}");
            Assert.Equal(expected.States.Select(TensorTree.Root), run.States.Select(TensorTree.Root));
        }
    }

    private IBackend? Backend(string name)
    {
        IBackend backend = CpuBackends.All.Single(each => each.Name == name);
        if (backend.Unavailable is not string reason)
            return backend;
        output.WriteLine($"skipped: {reason}");
        return null;
    }
}
