using System.Text.Json.Nodes;

namespace Aether.Inference.Tests;

/// <summary>Decode loops and training steps: what is known stays true, and inputs that break a rule are refused.</summary>
public sealed class SequenceTests
{
    [Theory]
    [InlineData("decoder")]
    [InlineData("decoderToTheEnd")]
    [InlineData("decoderOfConvolutions")]
    public void DecodeLoop_LongerPrompt_KeepsEveryBoundaryOfTheShorterOne(string name)
    {
        using IModelSession session = Open(name);
        int operators = session.Model.Operators.Count;
        Execution run = Run(session, [4]);
        ushort[] all = [4, .. run.Output.ToUInt16()];
        Assert.True(all.Length > 3, "the loop ends too early to show anything");
        for (int known = 2; known < all.Length; known++)
        {
            Execution again = Run(session, all[..known]);
            int shared = operators * (all.Length - 1);
            Assert.Equal(run.Boundaries[..shared].ToArray(), again.Boundaries[..shared].ToArray());
            Assert.Equal(all[known..], again.Output.ToUInt16()[..(all.Length - known)]);
        }
    }

    [Fact]
    public void DecodeLoop_AnotherLaterToken_ChangesNoEarlierBoundary()
    {
        using IModelSession session = Open("decoder");
        int operators = session.Model.Operators.Count;
        Execution one = Run(session, [1, 2, 3, 4, 5]);
        Execution other = Run(session, [1, 2, 3, 11, 12]);
        Assert.Equal(one.Boundaries[..(3 * operators)].ToArray(), other.Boundaries[..(3 * operators)].ToArray());
        Assert.NotEqual(one.Boundaries[3 * operators], other.Boundaries[3 * operators]);
        Assert.NotEqual(one.InputRoot, other.InputRoot);
    }

    /// <summary>With a causal mask no output depends on how many positions are computed at once.</summary>
    [Theory]
    [InlineData("decoder")]
    [InlineData("decoderToTheEnd")]
    [InlineData("decoderOfConvolutions")]
    public void DecodeLoop_AllPositionsAtOnce_GivesTheSameOutputs(string name)
    {
        JsonNode description = VectorFile.Model(name)["description"]!.DeepClone();
        description.AsObject().Remove("loop");
        Air8Model once = Air8Model.Load(ModelDescription.Build(description));
        using IModelSession loop = Open(name);
        using IModelSession single = ScalarBackend.Instance.Open(once, RunLimits.Default);
        ushort[] prompt = [7, 3];
        ushort[] generated = Run(loop, prompt).Output.ToUInt16();
        ushort[] sequence = new ushort[once.InputShape.Width];
        prompt.CopyTo(sequence, 0);
        generated.AsSpan(0, Math.Min(generated.Length, sequence.Length - prompt.Length)).CopyTo(sequence.AsSpan(prompt.Length));
        ushort[] outputs = single.Run([Tensor.FromUInt16(once.InputShape, sequence)], RunOptions.Default, default).Output.ToUInt16();
        Assert.Equal(generated, outputs.AsSpan(prompt.Length - 1, generated.Length).ToArray());
    }

    [Fact]
    public void DecodeLoop_PromptOutOfRange_IsRefused()
    {
        using IModelSession session = Open("decoder");
        AssertRefused(Air8Rule.TensorShape, () => Run(session, new ushort[8]));
        AssertRefused(Air8Rule.Token, () => Run(session, [1, 13]));
        AssertRefused(
            Air8Rule.TensorShape,
            () => session.Run([Tensor.FromInt8(new TensorShape(1, 2), [1, 2])], RunOptions.Default, default)
        );
        AssertRefused(Air8Rule.TensorShape, () => session.Run([], RunOptions.Default, default));
        Tensor batch = Tensor.FromUInt16(new TensorShape(1, 2, 1, 2), [1, 2, 3, 4]);
        AssertRefused(Air8Rule.TensorShape, () => session.Run([batch], RunOptions.Default, default));
    }

    [Fact]
    public void DecodeLoop_CancelledOnTheWay_StopsAndRunsAgain()
    {
        using IModelSession session = Open("decoder");
        Execution whole = Run(session, [1, 2]);
        using CancellationTokenSource source = new();
        Reports reports = new(done =>
        {
            if (done == 40)
                source.Cancel();
        });
        RunOptions options = new() { Progress = reports };
        Tensor prompt = Tensor.FromUInt16(new TensorShape(1, 2), [1, 2]);
        Assert.Throws<OperationCanceledException>(() => session.Run([prompt], options, source.Token));
        Assert.Equal(40, reports.Last.Done);
        Assert.Equal(whole.Boundaries.ToArray(), Run(session, [1, 2]).Boundaries.ToArray());
    }

    [Fact]
    public void Run_TraceAndBoundaries_AreTheSameThing()
    {
        foreach (string name in new[] { "decoder", "image", "step" })
        {
            using IModelSession session = Open(name);
            Tensor[] inputs = VectorInputs.Of(VectorFile.Model(name)["runs"]![0]!["inputs"]!.AsArray(), session.Model);
            Trace trace = new();
            Execution run = session.Run(inputs, new RunOptions { Trace = trace }, default);
            Assert.Equal(run.Boundaries.ToArray(), trace.Tensors.Select(TensorTree.Root));
            Execution bare = session.Run(inputs, new RunOptions { Boundaries = false }, default);
            Assert.True(bare.Boundaries.IsEmpty);
            Assert.Equal((run.OutputRoot, run.InputRoot, run.Units), (bare.OutputRoot, bare.InputRoot, bare.Units));
        }
    }

    /// <summary>Slices of one leaf, of several and of two-byte elements: roots made beside each other are those of the trees one by one.</summary>
    [Fact]
    public void DecodeLoop_SlicesOfSeveralLeaves_HaveTheRootsOfTheirTrees()
    {
        Air8Model model = RandomModels.Attention(new Random(11), length: 300, heads: 2, width: 256, masked: true);
        Assert.Contains(model.Operators, op => Tensor.ByteCount(op.Type, op.Shape.With(op.PositionAxis!.Value, 1)) >= 2048);
        Trace trace = new();
        using IModelSession session = CpuBackends.Widest.Open(model, RunLimits.Default);
        Execution run = session.Run([Tensor.FromUInt16(new TensorShape(1, 3), [1, 2, 3])], new RunOptions { Trace = trace }, default);
        Assert.Equal(run.Boundaries.ToArray(), trace.Tensors.Select(TensorTree.Root));
    }

    [Fact]
    public void TrainingStep_LabelsThatAreNotOneHot_AreRefused()
    {
        using IModelSession session = Open("step");
        Tensor[] inputs = VectorInputs.Of(VectorFile.Model("step")["runs"]![0]!["inputs"]!.AsArray(), session.Model);
        Assert.Equal(3, session.Run(inputs, RunOptions.Default, default).States.Count);
        foreach (sbyte[] column in new sbyte[][] { [0, 0, 0], [1, 1, 0], [2, -1, 0], [0, 127, 0] })
        {
            sbyte[] labels = inputs[1].ToInt8();
            column.CopyTo(labels, 6);
            Tensor[] bad = [inputs[0], Tensor.FromInt8(inputs[1].Shape, labels), .. inputs[2..]];
            AssertRefused(Air8Rule.OneHot, () => session.Run(bad, RunOptions.Default, default));
        }
    }

    [Fact]
    public void Embedding_TokenOutsideTheVocabulary_IsRefused()
    {
        using IModelSession session = Open("tokens");
        ushort[] tokens = new ushort[18];
        Assert.NotNull(session.Run([Tensor.FromUInt16(session.Model.InputShape, tokens)], RunOptions.Default, default));
        tokens[17] = 11;
        Tensor bad = Tensor.FromUInt16(session.Model.InputShape, tokens);
        AssertRefused(Air8Rule.Token, () => session.Run([bad], RunOptions.Default, default));
    }

    private static IModelSession Open(string name) =>
        ScalarBackend.Instance.Open(Air8Model.Load(VectorFile.Build(name)), RunLimits.Default);

    private static Execution Run(IModelSession session, ushort[] prompt) =>
        session.Run([Tensor.FromUInt16(new TensorShape(1, prompt.Length), prompt)], RunOptions.Default, CancellationToken.None);

    private static void AssertRefused(string rule, Func<Execution> run) =>
        Assert.Equal(rule, Assert.Throws<Air8RefusedException>(run).Rule);

    private sealed class Trace : ITraceSink
    {
        public List<Tensor> Tensors { get; } = [];

        public void Add(int operatorId, int position, Tensor tensor) => Tensors.Add(tensor);
    }

    private sealed class Reports(Action<long> done) : IProgress<RunProgress>
    {
        public RunProgress Last { get; private set; }

        public void Report(RunProgress value)
        {
            Last = value;
            done(value.Done);
        }
    }
}
