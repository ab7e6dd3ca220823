namespace Aether.Inference;

/// <summary>One step of stochastic gradient descent of a multilayer perceptron as an AIR8 graph, and the classifier that its states make.</summary>
/// <remarks>
/// Integers stand for fractions of two: inputs 2^-7, hidden activations 2^-4, logits 2^-3, weights 2^-8 in the first layer and 2^-7 in the others, errors
/// 2^-7 at the output (127 for one) and 2^-9 below. A state holds a weight times 256. The error of softmax and cross-entropy is p - label.
/// Everything rounds half up; the remainder of an update is lost, as R-43 wants it where proofs are made.
/// Source: prover/AIR8.md, Training steps and Training runs.
/// </remarks>
internal sealed class MlpTrainingGraph
{
    private const int InputLog = 7;
    private const int HiddenLog = 4;
    private const int LogitLog = 2;
    private const int OutputErrorLog = 7;
    private const int HiddenErrorLog = 9;
    private const int StateLog = 8;
    private const int UpdateShift = 16;
    private const int FirstLogit = 84;

    private readonly int[] widths;
    private readonly int batch;

    /// <param name="widths">Inputs, hidden layers, classes.</param>
    public MlpTrainingGraph(int[] widths, int batch) => (this.widths, this.batch) = (widths, batch);

    public int Layers => widths.Length - 1;

    public int Inputs(int layer) => widths[layer];

    public int Outputs(int layer) => widths[layer + 1];

    /// <summary>States in the order of their indices: weights, then biases, layer by layer.</summary>
    public TensorShape StateShape(int state) =>
        state % 2 == 0 ? new TensorShape(Inputs(state / 2), Outputs(state / 2)) : new TensorShape(Outputs(state / 2));

    /// <summary>The biases to start with: logits in the middle of what the exponential table tells apart.</summary>
    public short FirstBias(int layer) => layer == Layers - 1 ? (short)(FirstLogit << (ForwardShift(layer) - BiasLog(layer))) : (short)0;

    /// <summary>The largest weight to start with, in units of a state: sqrt(6 / inputs), rounded down.</summary>
    public int FirstWeightMax(int layer)
    {
        long square = 6L * (1L << (2 * (WeightLog(layer) + StateLog))) / Inputs(layer);
        long root = (long)Math.Sqrt(square);
        while (root * root > square)
            root--;
        while ((root + 1) * (root + 1) <= square)
            root++;
        return (int)Math.Min(root, short.MaxValue);
    }

    /// <summary>The step at one learning rate.</summary>
    /// <exception cref="InvalidDataException">The rate is too small to move a weight, or too large to stay inside 16 bits.</exception>
    public byte[] Build(decimal rate)
    {
        Air8Builder builder = new();
        int input = builder.Input(new TensorShape(widths[0], 1, 1, batch));
        int label = builder.Label(widths[^1], batch);
        int[] states = [.. Enumerable.Range(0, 2 * Layers).Select(state => builder.State(StateShape(state)))];
        int relu = builder.Table(TableOf(v => Math.Clamp(v, 0, 127)));

        // Forward: the batch stands on axis 1, where MatMul has its rows.
        int[] activations = new int[Layers + 1];
        int[] views = new int[Layers];
        activations[0] = builder.Transpose(input, 0, 3, 2, 1);
        for (int layer = 0; layer < Layers; layer++)
        {
            bool isLast = layer == Layers - 1;
            views[layer] = builder.View8(states[2 * layer]);
            int table = isLast ? builder.Table(TableOf(v => Math.Clamp(v, -126, 127))) : relu;
            activations[layer + 1] = builder.MatMul(
                activations[layer],
                views[layer],
                ForwardShift(layer),
                table,
                states[2 * layer + 1],
                BiasLog(layer)
            );
        }
        int shares = builder.SoftmaxDivide(builder.Exp(activations[Layers], builder.ExpTable(Exponentials())));

        // Backward.
        int[] errors = new int[Layers];
        int labels = builder.Transpose(label, 0, 3, 2, 1);
        // Errors of one example must sum to zero on average, or all logits drift together until they meet an end of their range, and softmax without
        // a maximum has ends. Shares below half a unit round to nothing, hence Centre; and it rounds half up, hence twice, of error and of
        // its negative.
        int clamp = builder.Table(TableOf(v => Math.Clamp(v, -127, 127)));
        int minus = builder.Table(PairTableOf((a, b) => a - b));
        int shiftOfTwo = int.Log2(widths[^1] - 1) + 2;
        int above = builder.Centre(builder.Map2(shares, labels, builder.Table(PairTableOf((p, y) => p - 127 * y))), shiftOfTwo, clamp);
        int below = builder.Centre(builder.Map2(shares, labels, builder.Table(PairTableOf((p, y) => 127 * y - p))), shiftOfTwo, clamp);
        // A logit at its end looks no larger than others there: pushed on, it would grow for ever without its share growing.
        int held = builder.Table(PairTableOf((error, logit) => (logit == 127 && error < 0) || (logit == -126 && error > 0) ? 0 : error));
        errors[Layers - 1] = builder.Map2(builder.Map2(above, below, minus), activations[Layers], held);
        int gate = Layers > 1 ? builder.Table(PairTableOf((error, activation) => activation is > 0 and < 127 ? error : 0)) : 0;
        for (int layer = Layers - 2; layer >= 0; layer--)
        {
            int weights = builder.Transpose(views[layer + 1], 1, 0, 2, 3);
            int shift = ErrorLog(layer + 1) + WeightLog(layer + 1) - ErrorLog(layer);
            errors[layer] = builder.Map2(builder.MatMul(errors[layer + 1], weights, shift, clamp), activations[layer + 1], gate);
        }

        int[] moved = new int[2 * Layers];
        for (int layer = 0; layer < Layers; layer++)
        {
            int error = builder.Transpose(errors[layer], 1, 0, 2, 3);
            int activation = builder.Transpose(activations[layer], 1, 0, 2, 3);
            int weightLog = UpdateShift + WeightLog(layer) + StateLog - ActivationLog(layer) - ErrorLog(layer);
            int biasLog = UpdateShift + ActivationLog(layer) + WeightLog(layer) - BiasLog(layer) - ErrorLog(layer);
            moved[2 * layer] = builder.Update(states[2 * layer], error, activation, RateOf(rate, weightLog), UpdateShift);
            moved[2 * layer + 1] = builder.Update(states[2 * layer + 1], error, null, RateOf(rate, biasLog), UpdateShift);
        }
        for (int state = 0; state < moved.Length; state++)
            builder.StateOutput(moved[state], state);
        builder.Output(shares);
        return builder.Build();
    }

    /// <summary>The classifier of these states: the same numbers as the forward half of a step, logits as its output.</summary>
    public byte[] Classifier(IReadOnlyList<Tensor> states, TensorShape inputShape)
    {
        Air8Builder builder = new();
        int relu = builder.Table(TableOf(v => Math.Clamp(v, 0, 127)));
        int tensor = builder.Input(inputShape);
        for (int layer = 0; layer < Layers; layer++)
        {
            sbyte[] weights = [.. states[2 * layer].ToInt16().Select(View)];
            int[] bias = [.. states[2 * layer + 1].ToInt16().Select(value => value << BiasLog(layer))];
            int table = layer == Layers - 1 ? builder.Table(TableOf(v => Math.Clamp(v, -126, 127))) : relu;
            tensor = builder.Gemm(tensor, Outputs(layer), weights, bias, ForwardShift(layer), table);
        }
        builder.Output(tensor);
        return builder.Build();
    }

    /// <summary>View8 of a state: what forward and backward see of it.</summary>
    public static sbyte View(short state) => (sbyte)Math.Clamp((state + 128) >> 8, -127, 127);

    private static int WeightLog(int layer) => layer == 0 ? 8 : 7;

    private static int ActivationLog(int layer) => layer == 0 ? InputLog : HiddenLog;

    private int ErrorLog(int layer) => layer == Layers - 1 ? OutputErrorLog : HiddenErrorLog;

    private int ForwardShift(int layer) => ActivationLog(layer) + WeightLog(layer) - (layer == Layers - 1 ? LogitLog : HiddenLog);

    /// <summary>A bias of up to four in magnitude fits a state; of the logits, all they can reach.</summary>
    private int BiasLog(int layer) =>
        layer == Layers - 1 ? ForwardShift(layer) - StateLog : Math.Max(0, ActivationLog(layer) + WeightLog(layer) - 13);

    /// <summary>rate x 2^log / batch, rounded half up.</summary>
    private int RateOf(decimal rate, int log)
    {
        decimal exact = decimal.Floor(rate * (1L << log) / batch + 0.5m);
        return exact is >= 1 and <= ushort.MaxValue
            ? (int)exact
            : throw new InvalidDataException(
                $"rate {rate} at batch {batch} makes a step of {exact} / 2^{UpdateShift}, which is not 1 to 65535"
            );
    }

    private static sbyte[] TableOf(Func<int, int> image) => [.. Enumerable.Range(-32768, 65536).Select(value => (sbyte)image(value))];

    /// <summary>A table over 256 a + b; what int8 values cannot make maps to zero.</summary>
    private static sbyte[] PairTableOf(Func<int, int, int> image) =>
        TableOf(value =>
        {
            int b = unchecked((sbyte)value);
            int a = (value - b) / 256;
            return a is < -127 or > 127 || b == -128 ? 0 : Math.Clamp(image(a, b), -127, 127);
        });

    /// <summary>e^((s - 127) / 8) as a share of 65,535, at least 1: logits count eighths.</summary>
    private static ushort[] Exponentials()
    {
        ushort[] table = new ushort[256];
        for (int s = -126; s <= 127; s++)
            table[s + 128] = (ushort)Math.Max(1, Math.Floor(65_535 * Exponential.Of((s - 127) / 4.0) + 0.5));
        return table;
    }
}
