namespace Aether.Inference.Tests;

/// <summary>Where the ranges end: every backend there, and one past it.</summary>
public sealed class EdgeTests
{
    public static TheoryData<string> Names => [.. EdgeModels.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void I50_Backend_ModelAtTheEdge_EqualsScalar(string name)
    {
        (Air8Model model, Tensor[] inputs) = EdgeModels.Build(name);
        foreach (Tensor input in inputs)
        {
            using IModelSession scalar = ScalarBackend.Instance.Open(model, RunLimits.Default);
            Execution expected = scalar.Run([input], RunOptions.Default, default);
            foreach (IBackend backend in CpuBackends.All.Where(backend => backend.Unavailable is null))
            {
                using IModelSession session = backend.Open(model, RunLimits.Default);
                Execution actual = session.Run([input], RunOptions.Default, default);
                Assert.True(expected.Boundaries.SequenceEqual(actual.Boundaries), backend.Name);
            }
        }
    }

    /// <summary>The r of the specification by its inequality, at the smallest and largest epsilon and sums that rule G-19 allows for every k.</summary>
    [Fact]
    public void RmsScale_EveryKAtTheEndsOfEpsilon_IsTheRootOfTheSpecification()
    {
        HashSet<int> seen = [];
        for (int k = 7; k <= 27; k++)
        {
            long least = 1L << Math.Max(0, 2 * k - 24);
            long most = Math.Min(uint.MaxValue, (1L << (2 * k)) - 127L * 127);
            foreach (uint epsilon in new[] { (uint)least, (uint)Math.Min(least + 1, most), (uint)((least + most) / 2), (uint)most })
            foreach (sbyte value in new sbyte[] { 0, 1, -127 })
            {
                Air8Builder builder = new();
                builder.Output(builder.RmsScale(builder.Input(new TensorShape(1)), k, epsilon));
                Air8Model model = Air8Model.Load(builder.Build());
                ushort scale = Air8Runtime.Run(model, Tensor.FromInt8(new TensorShape(1), [value])).Output.ToUInt16()[0];
                Int128 q = epsilon + value * value;
                Int128 power = Int128.One << (2 * k);
                Assert.True(scale * scale * q <= power && power < (scale + 1) * (scale + 1) * q, $"k {k}, epsilon {epsilon}: {scale}");
                seen.Add(scale);
            }
        }
        Assert.Contains(1, seen);
        Assert.Contains(4096, seen);
    }

    [Fact]
    public void Load_RootOfMoreThanTheLongestSum_IsRefused()
    {
        Air8Builder builder = new();
        builder.Output(builder.RmsScale(builder.Input(new TensorShape((1 << 17) + 1)), 16, 1 << 8));
        Assert.Equal(Air8Rule.Reduction, Assert.Throws<Air8RefusedException>(builder.Build).Rule);
    }

    /// <summary>A row of 65,536 that is looked at for one index costs 65,536, not one.</summary>
    [Fact]
    public void Work_OperatorsThatLookAtRows_CountWhatTheyRead()
    {
        Air8Builder builder = new();
        int x = builder.Input(new TensorShape(1 << 16, 4));
        builder.Output(builder.ArgMax(x));
        Assert.Equal((4L << 16) + 4 + 4 + (4L << 16), Air8Model.Load(builder.Build()).Work.ElementOperations);
        Air8Builder root = new();
        root.Output(root.RmsScale(root.Input(new TensorShape(1000, 3)), 16, 1 << 8));
        Assert.Equal(3000 + 3000 + 3 + 3, Air8Model.Load(root.Build()).Work.ElementOperations);
    }

    /// <summary>Small tensors, a million positions: the roots of the boundaries are what fills the memory.</summary>
    [Fact]
    public void Require_LoopWhoseBoundariesAreMoreThanItsTensors_IsRefused()
    {
        Air8Builder builder = new();
        builder.DecodeLoop(1, null);
        int embedded = builder.Embedding(builder.Input(new TensorShape(1, 1 << 20), ElementType.UInt16), 1, 1, [1]);
        builder.Output(builder.ArgMax(embedded));
        Air8Work work = Air8Model.Load(builder.Build()).Work;
        Assert.True(work.ActivationBytes <= 8 << 20);
        Assert.Equal(Air8Rule.Memory, Assert.Throws<Air8RefusedException>(() => RunLimits.Default.Require(work)).Rule);
    }
}
