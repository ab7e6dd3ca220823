namespace Aether.Inference;

/// <content>Layout, what transformers need, and training steps.</content>
public sealed partial class Air8Builder
{
    /// <summary>Adds another reading of the same elements; rule G-17.</summary>
    public int Reshape(int input, TensorShape shape) => Append(Operator(Air8Opcode.Reshape, shape, input));

    /// <summary>Adds a permutation of the axes: axis j of the result is axis axes[j] of the input.</summary>
    public int Transpose(int input, params int[] axes)
    {
        TensorShape source = operators[input].Shape;
        TensorShape shape = new(source.Live(axes[0]), source.Live(axes[1]), source.Live(axes[2]), source.Live(axes[3]));
        return Append(Operator(Air8Opcode.Transpose, shape, input) with { Parameters = OperatorParameters.Of(axes) });
    }

    /// <summary>Adds 2 to 4 tensors behind each other along an axis; rule G-17.</summary>
    public int Concat(int axis, params int[] inputs)
    {
        TensorShape shape = operators[inputs[0]].Shape.With(axis, inputs.Sum(input => operators[input].Shape.Live(axis)));
        return Append(Operator(Air8Opcode.Concat, shape, inputs) with { Parameters = OperatorParameters.Of(axis) });
    }

    /// <summary>Adds a part of a tensor along an axis; rule G-17.</summary>
    public int Slice(int input, int axis, int start, int size) =>
        Append(
            Operator(Air8Opcode.Slice, operators[input].Shape.With(axis, size), input) with
            {
                Parameters = OperatorParameters.OfNumber(axis, (uint)start),
            }
        );

    /// <summary>Adds the index of the largest channel.</summary>
    public int ArgMax(int input) => Append(Index(Air8Opcode.ArgMax, input));

    /// <summary>Adds rows of a table of weights, chosen by tokens or (positions) by x.</summary>
    /// <param name="weights">[d][t], d the lowest axis.</param>
    public int Embedding(int input, int channels, int vocabulary, sbyte[] weights, bool positions = false) =>
        Weighted(
            Operator(Air8Opcode.Embedding, operators[input].Shape with { Channels = channels }, input) with
            {
                Flags = positions ? Air8Operator.Variant : (byte)0,
                Parameters = OperatorParameters.OfNumber(0, (uint)vocabulary),
            },
            weights,
            null
        );

    /// <summary>Adds -127 where the key (channel) is later than the query (x).</summary>
    public int CausalMask(int input) => Append(Operator(Air8Opcode.CausalMask, operators[input].Shape, input));

    /// <param name="table">Id of <see cref="ExpTable"/>.</param>
    public int Exp(int input, int table) =>
        Append(Operator(Air8Opcode.Exp, operators[input].Shape, input) with { Type = ElementType.UInt16, Table = table });

    /// <summary>Adds the division by the sum over channels; 127 stands for one.</summary>
    public int SoftmaxDivide(int input) => Append(Operator(Air8Opcode.SoftmaxDivide, operators[input].Shape, input));

    /// <summary>Adds the integer 2^k / sqrt(epsilon + sum of squares over channels), rounded down.</summary>
    public int RmsScale(int input, int k, uint epsilon) =>
        Append(Index(Air8Opcode.RmsScale, input) with { Parameters = OperatorParameters.OfNumber(k, epsilon) });

    /// <summary>Adds input times scale, requantised by scaleShift (4 to 16), times one weight per channel.</summary>
    /// <param name="scale">Made by <see cref="RmsScale"/>.</param>
    public int Normalise(int input, int scale, int scaleShift, sbyte[] weights, int[]? bias, int shift, int table) =>
        Weighted(
            Requantised(Air8Opcode.Normalise, operators[input].Shape, shift, table, input, scale) with
            {
                Parameters = OperatorParameters.Of(scaleShift),
            },
            weights,
            bias
        );

    /// <summary>Adds the distance from the channels' mean, times their number.</summary>
    public int Centre(int input, int shift, int table) =>
        Append(Requantised(Air8Opcode.Centre, operators[input].Shape, shift, table, input));

    /// <summary>Adds the labels of a batch: classes by batch.</summary>
    public int Label(int classes, int batch) => Append(Operator(Air8Opcode.Label, new TensorShape(classes, 1, 1, batch)));

    /// <summary>Adds a state tensor; the first call makes the graph a training step. Indices count the calls.</summary>
    public int State(TensorShape shape) =>
        Append(Operator(Air8Opcode.State, shape) with { Type = ElementType.Int16, Parameters = OperatorParameters.OfWord(states++) });

    /// <summary>Adds the int8 view of a state.</summary>
    public int View8(int input) => Append(Operator(Air8Opcode.View8, operators[input].Shape, input));

    /// <summary>Adds a step down the gradient of a weight matrix.</summary>
    /// <param name="state">Int16 (K, N).</param>
    /// <param name="errors">Int8 (B, N).</param>
    /// <param name="inputs">Int8 (B, K); null for a bias, whose state is (N).</param>
    /// <param name="rate">1 to 65,535; the step is gradient x rate / 2^shift.</param>
    public int Update(int state, int errors, int? inputs, int rate, int shift)
    {
        int[] read = inputs is int given ? [state, errors, given] : [state, errors];
        return Append(
            Operator(Air8Opcode.Update, operators[state].Shape, read) with
            {
                Type = ElementType.Int16,
                Flags = inputs is null ? Air8Operator.Variant : (byte)0,
                Shift = shift,
                Parameters = OperatorParameters.OfWord(rate),
            }
        );
    }

    /// <summary>Adds what becomes a state tensor after the step; all of them in order, directly before the output.</summary>
    public int StateOutput(int input, int index) =>
        Append(
            Operator(Air8Opcode.StateOutput, operators[input].Shape, input) with
            {
                Type = ElementType.Int16,
                Parameters = OperatorParameters.OfWord(index),
            }
        );

    private Air8Operator Index(Air8Opcode opcode, int input) =>
        Operator(opcode, operators[input].Shape with { Channels = 1 }, input) with
        {
            Type = ElementType.UInt16,
        };
}
