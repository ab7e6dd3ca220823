using Aether.Harness;
using Xunit.Abstractions;

namespace Aether.Inference.Tests;

/// <summary>The scalar runtime against sums in 64 bits over plain arrays, its bounds, and its refusals.</summary>
public sealed class RuntimeTests(ITestOutputHelper output)
{
    [Fact]
    public void I50_Run_RandomNetworks_EqualSumsIn64Bits()
    {
        Random random = new(Seed.Choose(output.WriteLine));
        for (int round = 0; round < 60; round++)
        {
            TensorShape shape = new(random.Next(1, 70), random.Next(1, 4), random.Next(1, 4), random.Next(1, 3));
            Layer first = new(random, shape.Channels, random.Next(1, 40), round);
            Layer second = new(random, first.Outputs, random.Next(1, 20), round + 1);
            Air8Builder builder = new();
            int hidden = first.AddTo(builder, builder.Input(shape));
            builder.Output(second.AddTo(builder, hidden));
            Air8Model model = Air8Model.Load(builder.Build());
            sbyte[] input = Extreme(random, (int)shape.LiveCount, round);

            Execution run = Air8Runtime.Run(model, Tensor.FromInt8(shape, input));
            sbyte[] expected = [.. input.Chunk(shape.Channels).SelectMany(row => second.Of(first.Of(row)))];
            Assert.Equal(expected, run.Output.ToInt8());
            Assert.Equal(run.Boundaries.ToArray(), Air8Runtime.Run(model, Tensor.FromInt8(shape, input)).Boundaries.ToArray());
        }
    }

    [Fact]
    public void I51_Build_WeightsAtTheBound_AcceptsTheLastAndRefusesTheNext()
    {
        Random random = new(Seed.Choose(output.WriteLine));
        for (int round = 0; round < 40; round++)
        {
            int shift = random.Next(0, 17);
            long limit = (32768L << shift) - Requantise.Half(shift) - 1;
            // Magnitudes of the weights take most of the limit, the bias the rest.
            sbyte[] weights =
            [
                .. Enumerable.Range(0, (int)Math.Min(1000, limit / 127 / 127)).Select(_ => (sbyte)(random.Next(2) == 0 ? 127 : -127)),
            ];
            weights = weights.Length == 0 ? [1] : weights;
            long rest = limit - weights.Sum(weight => Math.Abs((int)weight)) * 127L;
            if (rest >= (1 << 27) - (1 << 21) - 1)
                continue;
            Air8Model model = Air8Model.Load(OneOutput(weights, (int)rest, shift));
            Assert.Throws<Air8RefusedException>(() => OneOutput(weights, (int)rest + 1, shift));
            Assert.Throws<Air8RefusedException>(() => OneOutput(weights, -(int)rest - 1, shift));

            // The worst input reaches the bound and neither overflows nor saturates.
            sbyte[] worst = [.. weights.Select(weight => (sbyte)(weight > 0 ? 127 : -127))];
            Assert.Equal(32767, Requantise.Shift(weights.Zip(worst, (w, x) => (long)w * x).Sum() + rest, shift));
            foreach (IBackend backend in CpuBackends.All.Where(each => each.Unavailable is null))
            {
                using IModelSession session = backend.Open(model, RunLimits.Default);
                Tensor input = Tensor.FromInt8(model.InputShape, worst);
                Assert.Equal([127], session.Run([input], RunOptions.Default, CancellationToken.None).Output.ToInt8());
            }
        }
    }

    [Fact]
    public void ArgMax_EqualValues_GivesTheLowestIndex()
    {
        Air8Builder builder = new();
        builder.Output(builder.ArgMax(builder.Input(new TensorShape(4, 3))));
        Air8Model model = Air8Model.Load(builder.Build());
        Tensor input = Tensor.FromInt8(model.InputShape, [5, 9, 9, 1, -127, -127, -127, -127, 0, 1, 2, 127]);
        Assert.Equal([1, 0, 3], Air8Runtime.Run(model, input).Output.ToUInt16());
    }

    [Fact]
    public void Run_InputOfAnotherShape_IsRefused()
    {
        Air8Model model = Air8Model.Load(VectorFile.Build("tiny"));
        Tensor other = Tensor.FromInt8(new TensorShape(4), new sbyte[4]);
        Assert.Equal(Air8Rule.TensorShape, Assert.Throws<Air8RefusedException>(() => Air8Runtime.Run(model, other)).Rule);
        Tensor type = Tensor.FromUInt16(model.InputShape, new ushort[5]);
        Assert.Equal(Air8Rule.TensorShape, Assert.Throws<Air8RefusedException>(() => Air8Runtime.Run(model, type)).Rule);
    }

    [Fact]
    public void Run_MoreMemoryThanAllowed_IsRefusedWithTheFigures()
    {
        Air8Model model = Air8Model.Load(VectorFile.Build("tiny"));
        Tensor input = Tensor.FromInt8(model.InputShape, new sbyte[5]);
        Assert.Equal(12, model.Work.ActivationBytes);
        Assert.Equal(15, model.Work.MultiplyAdds);
        Air8RefusedException refusal = Assert.Throws<Air8RefusedException>(() => Air8Runtime.Run(model, input, activationBytesMax: 11));
        Assert.Equal(Air8Rule.Memory, refusal.Rule);
        Assert.Contains("12 bytes", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(Air8Runtime.Run(model, input, activationBytesMax: 12));
    }

    [Fact]
    public void Run_GraphThatAsksForTerabytes_IsRefusedBeforeItStarts()
    {
        Air8Builder builder = new();
        builder.Output(builder.ArgMax(builder.Input(new TensorShape(1 << 8, 1 << 24))));
        Air8Model model = Air8Model.Load(builder.Build());
        Assert.True(model.Work.ActivationBytes > 4L << 30);
        Tensor input = Tensor.FromInt8(new TensorShape(1), [0]);
        Assert.Throws<Air8RefusedException>(() => Air8Runtime.Run(model, input));
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        Air8Model model = Air8Model.Load(VectorFile.Build("tiny"));
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Tensor input = Tensor.FromInt8(model.InputShape, new sbyte[5]);
        Assert.Throws<OperationCanceledException>(() => Air8Runtime.Run(model, input, cancellationToken: cancelled.Token));
    }

    private static byte[] OneOutput(sbyte[] weights, int bias, int shift)
    {
        // 127 at the last row alone: one less than the bound gives another answer.
        sbyte[] table = [.. Enumerable.Range(0, 1 << 16).Select(row => (sbyte)(row == 65535 ? 127 : Math.Clamp(row - 32768, -127, 126)))];
        Air8Builder builder = new();
        builder.Output(builder.Gemm(builder.Input(new TensorShape(weights.Length)), 1, weights, [bias], shift, builder.Table(table)));
        return builder.Build();
    }

    private static sbyte[] Extreme(Random random, int count, int round) =>
        [.. Enumerable.Range(0, count).Select(_ => (sbyte)(round % 3 == 0 ? (random.Next(2) == 0 ? -127 : 127) : random.Next(-127, 128)))];

    /// <summary>A dense layer kept as plain numbers.</summary>
    private sealed class Layer
    {
        private readonly int inputs;
        private readonly sbyte[] weights;
        private readonly int[]? bias;
        private readonly sbyte[] table;
        private readonly int shift;

        public Layer(Random random, int inputs, int outputs, int round)
        {
            this.inputs = inputs;
            Outputs = outputs;
            weights = Extreme(random, inputs * outputs, round);
            bias = round % 2 == 0 ? [.. Enumerable.Range(0, outputs).Select(_ => random.Next(-5000, 5000))] : null;
            table = [.. Enumerable.Range(0, 1 << 16).Select(_ => (sbyte)random.Next(-127, 128))];
            while (!Requantise.Fits(inputs * 127L * 127 + 5000, shift))
                shift++;
        }

        public int Outputs { get; }

        public int AddTo(Air8Builder builder, int tensor) => builder.Gemm(tensor, Outputs, weights, bias, shift, builder.Table(table));

        public sbyte[] Of(sbyte[] row)
        {
            sbyte[] result = new sbyte[Outputs];
            for (int n = 0; n < Outputs; n++)
            {
                long sum = bias?[n] ?? 0;
                for (int k = inputs - 1; k >= 0; k--)
                    sum += (long)row[k] * weights[n * inputs + k];
                double rounded = Math.Floor(sum / Math.Pow(2, shift) + (shift == 0 ? 0 : 0.5));
                result[n] = table[(int)rounded + 32768];
            }
            return result;
        }
    }
}
