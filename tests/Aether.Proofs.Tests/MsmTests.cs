namespace Aether.Proofs.Tests;

/// <summary>A multi-scalar multiplication is the sum it claims to be, whatever the plan, the width, the threads and the points.</summary>
public sealed class MsmTests
{
    // Points with known logarithms: i + 1.
    private static readonly G1Point[] Points = Consecutive(700);

    [Fact]
    public void AnyWindow_AnyWidth_GivesTheSum()
    {
        Fr[] scalars = Samples.Mixed<ScalarModulus>(300, 1);
        G1Point expected = Expected(scalars);
        foreach (FieldVector<BaseModulus> field in FieldVector<BaseModulus>.All)
        foreach (int window in new[] { 2, 3, 5, 8, 11, 13, 16 })
            Assert.Equal(expected, Run(Points, scalars, new MsmPlan(scalars.Length, 253, window, 1), field));
    }

    [Fact]
    public void EveryCount_GivesTheSum()
    {
        foreach (int count in new[] { 0, 1, 2, 3, 17, 64, 700 })
        {
            Fr[] scalars = Samples.Mixed<ScalarModulus>(count, count);
            Assert.Equal(Expected(scalars), Msm.Run(Points, scalars));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(17)]
    [InlineData(60)]
    [InlineData(61)]
    [InlineData(128)]
    public void SmallScalars_TakeFewWindows_AndGiveTheSum(int bits)
    {
        Random random = new(bits);
        System.Numerics.BigInteger limit = (System.Numerics.BigInteger.One << bits) - 1;
        Fr[] scalars = new Fr[700];
        for (int i = 0; i < scalars.Length; i++)
        {
            Fr magnitude = new(Samples.Random<ScalarModulus>(random).ToBigInteger() & limit);
            scalars[i] = random.Next(2) == 0 ? magnitude : -magnitude;
        }
        scalars[^1] = new Fr(limit);
        scalars[^2] = new Fr(-limit);
        MsmPlan plan = MsmPlan.For(scalars);
        Assert.Equal(bits, plan.Bits);
        Assert.True(plan.Additions <= MsmPlan.For(scalars.Length).Additions);
        for (int window = 2; window <= 12; window++)
            Assert.Equal(Expected(scalars), Run(Points, scalars, plan with { Window = window }));
        if (bits > 1)
            Assert.Throws<ArgumentException>(() => Run(Points, scalars, plan with { Bits = bits - 1 }));
    }

    [Fact]
    public void EqualOppositeAndInfinitePoints_GiveTheSum()
    {
        Random random = new(5);
        G1Point[] points = new G1Point[400];
        Fr[] logs = new Fr[400];
        for (int i = 0; i < points.Length; i++)
        {
            int log = random.Next(-2, 3);
            logs[i] = log;
            points[i] = logs[i] * G1Point.Generator;
        }
        Fr[][] cases =
        [
            [.. Enumerable.Repeat(Fr.One, 400)],
            [.. Enumerable.Repeat((Fr)(-1), 400)],
            Samples.Mixed<ScalarModulus>(400, 7),
            new Fr[400],
        ];
        foreach (Fr[] scalars in cases)
        {
            Fr sum = default;
            for (int i = 0; i < logs.Length; i++)
                sum += logs[i] * scalars[i];
            foreach (int window in new[] { 2, 6, 10 })
                Assert.Equal(sum * G1Point.Generator, Run(points, scalars, new MsmPlan(400, 253, window, 1)));
        }
    }

    [Fact]
    public void Threads_AndChunks_GiveTheSameBytes()
    {
        Fr[] small = [.. Enumerable.Range(0, 700).Select(i => (Fr)(i % 7 - 3))];
        foreach (Fr[] scalars in new[] { Samples.Mixed<ScalarModulus>(700, 4), small })
        foreach (int threads in new[] { 1, 2, 3, 8 })
        {
            MsmPlan plan = MsmPlan.For(scalars, threads);
            Assert.Equal(Expected(scalars), Run(Points, scalars, plan));
        }
        Assert.True(MsmPlan.For(small, 3).Chunks > 1);
    }

    [Fact]
    public void Progress_RisesToOne()
    {
        List<double> seen = [];
        Fr[] scalars = Samples.Mixed<ScalarModulus>(100, 4);
        Msm.Run(Points, scalars, MsmPlan.For(scalars), new Recorder(seen), CancellationToken.None);
        Assert.Equal(1, seen[^1]);
        Assert.Equal(seen.Order(), seen);
    }

    [Fact]
    public void Cancellation_InTheMiddle_Throws()
    {
        using CancellationTokenSource source = new();
        Fr[] scalars = Samples.Mixed<ScalarModulus>(100, 4);
        int reports = 0;
        Assert.Throws<OperationCanceledException>(() =>
            Msm.Run(Points, scalars, MsmPlan.For(scalars), new Canceller(source, () => reports++), source.Token)
        );
        Assert.Equal(1, reports);
    }

    [Fact]
    public void Plan_ForOtherScalars_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Run(Points, new Fr[3], MsmPlan.For(4)));
        Assert.Throws<ArgumentException>(() => Run(Points[..2], new Fr[3], MsmPlan.For(3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => MsmPlan.For(4, 254));
        Assert.Throws<ArgumentOutOfRangeException>(() => MsmPlan.For(4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => MsmPlan.For(4, 1, 0));
    }

    [Fact]
    public void Memory_StaysWithinThePlan()
    {
        Fr[] scalars = Samples.Mixed<ScalarModulus>(700, 4);
        MsmPlan plan = new(700, 253, 10, 1);
        Run(Points, scalars, plan);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(Points, scalars, plan);
        long used = GC.GetAllocatedBytesForCurrentThread() - before;
        // Headers of arrays, delegates and the segments' sums of each window, which the collector takes in between.
        Assert.InRange(used, plan.Bytes / 2, plan.Bytes + plan.Windows * (2L * MsmPlan.SegmentsMax * G1Point.Bytes + 1024));
    }

    private static G1Point Run(G1Point[] points, Fr[] scalars, MsmPlan plan, FieldVector<BaseModulus>? field = null) =>
        Msm.Run(points, scalars, plan, field ?? FieldVector<BaseModulus>.Widest, null, CancellationToken.None);

    private static G1Point Expected(Fr[] scalars)
    {
        Fr sum = default;
        for (int i = 0; i < scalars.Length; i++)
            sum += (i + 1) * scalars[i];
        return sum * G1Point.Generator;
    }

    private static G1Point[] Consecutive(int count)
    {
        G1Point[] points = new G1Point[count];
        G1Point sum = default;
        for (int i = 0; i < count; i++)
            points[i] = sum += G1Point.Generator;
        return points;
    }

    private sealed class Recorder(List<double> seen) : IProgress<double>
    {
        public void Report(double value) => seen.Add(value);
    }

    private sealed class Canceller(CancellationTokenSource source, Action seen) : IProgress<double>
    {
        public void Report(double value)
        {
            seen();
            source.Cancel();
        }
    }
}
