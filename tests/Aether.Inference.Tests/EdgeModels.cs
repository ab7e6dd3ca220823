namespace Aether.Inference.Tests;

/// <summary>Models at the ends of what the rules allow: longest sums, largest kernels, steps and tables, sizes of one, values of 127 and -127 alone.</summary>
internal static class EdgeModels
{
    private const int SumMax = 1 << 17;
    private static readonly sbyte[] Identity = [.. Enumerable.Range(-32768, 65536).Select(v => (sbyte)Math.Clamp(v, -127, 127))];

    /// <summary>High byte of the row's number and more, so that a sum near either end shows.</summary>
    private static readonly sbyte[] Coarse =
    [
        .. Enumerable.Range(-32768, 65536).Select(v => (sbyte)Math.Clamp(v / 257 + (v & 3), -127, 127)),
    ];

    private static readonly (string Name, TensorShape Input, Func<Air8Builder, int, int> Layer)[] All =
    [
        ("dense 1 by 1", new(1), (b, x) => b.Gemm(x, 1, [-127], [(1 << 22) - 1], 16, b.Table(Coarse))),
        ("dense at the longest sum", new(SumMax), (b, x) => b.Gemm(x, 1, Filled(SumMax, -127), null, 16, b.Table(Coarse))),
        (
            "dense over four axes of the longest sum",
            new(31, 33, 4, 32),
            (b, x) => b.Gemm(x, 3, Filled(31 * 33 * 4 * 32 * 3, 127), [-99, 0, 99], 16, b.Table(Coarse), 3)
        ),
        (
            "dense with the largest bias",
            new(2),
            (b, x) => b.Gemm(x, 2, [127, -127, 1, -1], [LargestBias, -LargestBias], 13, b.Table(Coarse))
        ),
        (
            "the tallest kernel on one pixel",
            new(2, 1, 1),
            (b, x) => b.Conv2D(x, new Window2D(1, 255, 0, 4, 0, 254, 0, 254), 2, Filled(2 * 255 * 2, 127), null, 16, b.Table(Coarse))
        ),
        (
            "the widest kernel per channel",
            new(3, 3, 2),
            (b, x) =>
                b.DepthwiseConv2D(
                    x,
                    new Window2D(255, 255, 4, 4, 254, 254, 254, 254),
                    Filled(3 * 255 * 255, -127),
                    [1, 0, -1],
                    16,
                    b.Table(Coarse)
                )
        ),
        (
            "steps of sixteen over padding",
            new(17, 19, 21, 2),
            (b, x) => b.Conv2D(x, new Window2D(5, 3, 4, 4, 4, 2, 3, 1), 5, Filled(17 * 15 * 5, 127), null, 10, b.Table(Coarse))
        ),
        ("sum of the largest powers", new(3, 3), (b, x) => b.Add(x, b.Lut(x, b.Table(Identity)), 15, 15, 8, b.Table(Coarse))),
        ("difference of unlike powers", new(3, 3), (b, x) => b.Add(x, b.Lut(x, b.Table(Identity)), 0, 15, 7, b.Table(Coarse), true)),
        ("the largest mean", new(1, 256, 256), (b, x) => b.AvgPool(x, 8, 8, 8, b.Table(Coarse))),
        (
            "every pair",
            new(5, 2, 4, 2),
            (b, x) => b.PairMap(b.PairMap(b.PairMap(x, 1, b.Table(Coarse)), 2, b.Table(Coarse)), 3, b.Table(Coarse))
        ),
        ("both bytes", new(254, 2), (b, x) => b.Map2(x, b.Lut(x, b.Table(Identity)), b.Table(Coarse))),
        ("product at the longest sum", new(SumMax, 2), (b, x) => b.MatMul(x, x, 16, b.Table(Coarse))),
        ("the most indices", new(1 << 16, 1, 2), (b, x) => b.ArgMax(x)),
        ("the longest centre", new(SumMax), (b, x) => b.Centre(x, 10, b.Table(Coarse))),
        ("the longest softmax", new(1 << 11, 3), (b, x) => b.SoftmaxDivide(b.Exp(b.Lut(x, b.Table(Scores)), b.ExpTable(Steep)))),
        ("one key", new(1, 3), (b, x) => b.SoftmaxDivide(b.Exp(b.CausalMask(b.Lut(x, b.Table(Scores))), b.ExpTable(Steep)))),
        ("the longest root", new(SumMax), (b, x) => b.RmsScale(x, 16, 1 << 8)),
        ("scales at their ends", new(7, 5), (b, x) => b.Normalise(x, b.RmsScale(x, 12, 1), 4, Filled(7, -127), null, 11, b.Table(Coarse))),
        ("slices and parts", new(96, 3), (b, x) => b.Concat(0, b.Slice(x, 0, 64, 32), b.Slice(x, 0, 32, 32), b.Slice(x, 0, 0, 5 - 4))),
    ];

    public static IEnumerable<string> Names => All.Select(edge => edge.Name);

    private const int LargestBias = (1 << 27) - (1 << 21) - 1;
    private static sbyte[] Scores => [.. Identity.Select(v => Math.Max(v, (sbyte)-126))];
    private static ushort[] Steep => [0, 0, .. Enumerable.Range(0, 254).Select(i => i < 200 ? (ushort)1 : ushort.MaxValue)];

    /// <returns>The model, and inputs: all 127, all -127, and both in turn.</returns>
    public static (Air8Model Model, Tensor[] Inputs) Build(string name)
    {
        (_, TensorShape shape, Func<Air8Builder, int, int> layer) = All.Single(edge => edge.Name == name);
        Air8Builder builder = new();
        builder.Output(layer(builder, builder.Input(shape)));
        Air8Model model = Air8Model.Load(builder.Build());
        sbyte[][] values =
        [
            Filled(shape.LiveCount, 127),
            Filled(shape.LiveCount, -127),
            new sbyte[shape.LiveCount],
            [.. Enumerable.Range(0, (int)shape.LiveCount).Select(i => (sbyte)(i % 3 == 1 ? -127 : 127))],
        ];
        return (model, [.. values.Select(live => Tensor.FromInt8(shape, live))]);
    }

    private static sbyte[] Filled(long count, sbyte value)
    {
        sbyte[] values = new sbyte[count];
        values.AsSpan().Fill(value);
        return values;
    }
}
