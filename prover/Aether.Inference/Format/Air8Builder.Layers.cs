namespace Aether.Inference;

/// <content>Ends, layers with weights and sums.</content>
public sealed partial class Air8Builder
{
    /// <summary>Adds the input; must be called first.</summary>
    /// <param name="type">Int8, or UInt16 for a list of tokens (1, L, 1, B).</param>
    public int Input(TensorShape shape, ElementType type = ElementType.Int8) =>
        Append(Operator(Air8Opcode.Input, shape) with { Type = type });

    /// <summary>Adds the output; must be called last.</summary>
    public int Output(int input) =>
        Append(Operator(Air8Opcode.Output, operators[input].Shape, input) with { Type = operators[input].Type });

    /// <summary>Adds a dense layer.</summary>
    /// <param name="weights">[k][n]: weight of input k and output n at k + K n, k over the live box of the summed axes in index order.</param>
    /// <param name="bias">One per output in accumulator units, each below 2^27 - 2^21 in magnitude; or null.</param>
    /// <param name="shift">0 to 16.</param>
    /// <param name="furtherAxes">Axes above the channels that are summed too, 0 to 3.</param>
    public int Gemm(int input, int outputs, sbyte[] weights, int[]? bias, int shift, int table, int furtherAxes = 0)
    {
        TensorShape shape = operators[input].Shape with { Channels = outputs };
        for (int axis = 1; axis <= furtherAxes; axis++)
            shape = shape.With(axis, 1);
        Air8Operator op = Requantised(Air8Opcode.Gemm, shape, shift, table, input);
        return Weighted(op with { Parameters = OperatorParameters.Of(furtherAxes) }, weights, bias);
    }

    /// <summary>Adds a convolution.</summary>
    /// <param name="weights">[ci][kx][ky][co], ci the lowest axis.</param>
    public int Conv2D(int input, Window2D window, int outputs, sbyte[] weights, int[]? bias, int shift, int table) =>
        Weighted(Moving(Air8Opcode.Conv2D, input, window, outputs, shift, table), weights, bias);

    /// <summary>Adds a convolution of every channel with a kernel of its own.</summary>
    /// <param name="weights">[c][kx][ky], c the lowest axis.</param>
    public int DepthwiseConv2D(int input, Window2D window, sbyte[] weights, int[]? bias, int shift, int table) =>
        Weighted(Moving(Air8Opcode.DepthwiseConv2D, input, window, operators[input].Shape.Channels, shift, table), weights, bias);

    /// <summary>Adds the product of two activations: (D, I, h, e) by (D, J, h, e) gives (J, I, h, e).</summary>
    /// <param name="bias">Int16 tensor (J, 1, 1, 1), or null.</param>
    /// <param name="biasLog">The bias counts 2 to this power, 0 to 11.</param>
    public int MatMul(int left, int right, int shift, int table, int? bias = null, int biasLog = 0)
    {
        TensorShape shape = operators[left].Shape with { Channels = operators[right].Shape.Width };
        int[] read = bias is int state ? [left, right, state] : [left, right];
        return Append(
            Requantised(Air8Opcode.MatMul, shape, shift, table, read) with
            {
                Flags = bias is null ? (byte)0 : Air8Operator.HasBias,
                Parameters = OperatorParameters.Of(biasLog),
            }
        );
    }

    /// <summary>Adds left x 2^leftLog plus (or minus) right x 2^rightLog, requantised.</summary>
    public int Add(int left, int right, int leftLog, int rightLog, int shift, int table, bool subtract = false) =>
        Append(
            Requantised(Air8Opcode.Add, operators[left].Shape, shift, table, left, right) with
            {
                Flags = subtract ? Air8Operator.Variant : (byte)0,
                Parameters = OperatorParameters.Of(leftLog, rightLog),
            }
        );

    /// <summary>Adds a table over every element.</summary>
    public int Lut(int input, int table) => Append(Requantised(Air8Opcode.Lut, operators[input].Shape, 0, table, input));

    /// <summary>Adds sums over windows of 2^widthLog by 2^heightLog, requantised; each 0 to 8.</summary>
    public int AvgPool(int input, int widthLog, int heightLog, int shift, int table)
    {
        TensorShape source = operators[input].Shape;
        TensorShape shape = source with { Width = source.Width >> widthLog, Height = source.Height >> heightLog };
        return Append(
            Requantised(Air8Opcode.AvgPool, shape, shift, table, input) with
            {
                Parameters = OperatorParameters.Of(widthLog, heightLog),
            }
        );
    }

    /// <summary>Adds a table over pairs of neighbours along an axis: 256 a + b.</summary>
    public int PairMap(int input, int axis, int table)
    {
        TensorShape source = operators[input].Shape;
        TensorShape shape = source.With(axis, source.Live(axis) / 2);
        return Append(Requantised(Air8Opcode.PairMap, shape, 0, table, input) with { Parameters = OperatorParameters.Of(axis) });
    }

    /// <summary>Adds a table over two tensors: 256 a + b.</summary>
    public int Map2(int left, int right, int table) => Append(Requantised(Air8Opcode.Map2, operators[left].Shape, 0, table, left, right));

    private Air8Operator Moving(Air8Opcode opcode, int input, Window2D window, int outputs, int shift, int table)
    {
        TensorShape source = operators[input].Shape;
        TensorShape shape = new(outputs, window.ResultWidth(source.Width), window.ResultHeight(source.Height), source.Batch);
        return Requantised(opcode, shape, shift, table, input) with { Parameters = window.ToParameters() };
    }

    private static Air8Operator Requantised(Air8Opcode opcode, TensorShape shape, int shift, int table, params int[] inputs) =>
        Operator(opcode, shape, inputs) with
        {
            Shift = shift,
            Table = table,
        };

    private static Air8Operator Operator(Air8Opcode opcode, TensorShape shape, params int[] inputs) =>
        new()
        {
            Opcode = opcode,
            Type = ElementType.Int8,
            Inputs = inputs,
            Shape = shape,
        };
}
