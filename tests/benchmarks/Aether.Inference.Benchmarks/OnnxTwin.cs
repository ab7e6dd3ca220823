using System.Globalization;
using Aether.FloatNetworks;
using Aether.Onnx;

namespace Aether.Inference.Benchmarks;

/// <summary>How a twin says int8: elements of activations, and whether convolutions are one node or float ones between quantisers.</summary>
/// <param name="Activations">UInt8 or Int8; weights are int8.</param>
/// <param name="Fused">QLinearConv nodes; else DequantizeLinear, Conv, QuantizeLinear, which onnxruntime fuses by itself.</param>
internal sealed record TwinForm(string Name, OnnxType Activations, bool Fused)
{
    public static IReadOnlyList<TwinForm> All { get; } =
    [new("QDQ uint8", OnnxType.UInt8, false), new("QDQ int8", OnnxType.Int8, false), new("QLinearConv uint8", OnnxType.UInt8, true)];
}

/// <summary>The same convolutional network as an AIR8 model, in ONNX: same shapes, weights, products and requantisation.</summary>
/// <remarks>
/// Tensors behind a ReLU use the whole byte from its lowest code on, so that a quantiser's limit is the ReLU: what onnxruntime fuses best. So
/// outputs are not equal to the last bit, only near.
/// </remarks>
internal sealed class OnnxTwin
{
    private readonly OnnxWriter writer = new();
    private readonly Air8Model model;
    private readonly TwinForm form;
    private readonly (string Codes, string Scale, string Zero)[] tensors;

    private OnnxTwin(Air8Model model, TwinForm form)
    {
        (this.model, this.form) = (model, form);
        tensors = new (string, string, string)[model.Operators.Count];
    }

    /// <exception cref="NotSupportedException">The model has an operator that no residual network has.</exception>
    public static byte[] Of(Air8Model model, TwinForm form)
    {
        OnnxTwin twin = new(model, form);
        for (int id = 0; id < model.Operators.Count; id++)
            twin.Add(id);
        return twin.writer.File();
    }

    /// <summary>Codes of a tensor of the model in ONNX order: b, c, y, x.</summary>
    public static byte[] Codes(Tensor tensor, TwinForm form)
    {
        TensorShape shape = tensor.Shape;
        sbyte[] values = tensor.ToInt8();
        byte[] codes = new byte[values.Length];
        int at = 0;
        for (int b = 0; b < shape.Batch; b++)
        for (int c = 0; c < shape.Channels; c++)
        for (int y = 0; y < shape.Height; y++)
        for (int x = 0; x < shape.Width; x++)
        {
            int value = values[c + shape.Channels * (x + shape.Width * (y + shape.Height * b))];
            codes[at++] = unchecked((byte)(form.Activations == OnnxType.UInt8 ? value + 128 : value));
        }
        return codes;
    }

    private void Add(int id)
    {
        Air8Operator op = model.Operators[id];
        TensorShape shape = op.Shape;
        switch (op.Opcode)
        {
            case Air8Opcode.Input:
                Quantisation(id, rectified: false);
                tensors[id].Codes = writer.Input("x", form.Activations, shape.Batch, shape.Channels, shape.Height, shape.Width);
                break;
            case Air8Opcode.Output:
                writer.Output(tensors[op.Inputs[0]].Codes);
                break;
            case Air8Opcode.Conv2D:
                Convolution(id, op, Window2D.Of(op.Parameters));
                break;
            case Air8Opcode.Gemm:
                (string read, string readScale, string readZero) = tensors[op.Inputs[0]];
                string flat = writer.Node("DequantizeLinear", [writer.Node("Flatten", [read]), readScale, readZero]);
                int inputs = model.Operators[op.Inputs[0]].Shape.Channels;
                (string weights, string scale) = Weights(id, op, new Window2D(1, 1), [shape.Channels, inputs]);
                string real = writer.Node("DequantizeLinear", [weights, scale, SignedZero(id)]);
                Quantised(id, writer.Node("Gemm", [flat, real], ("transB", 1)));
                break;
            case Air8Opcode.Add when op.Parameters[0] == 0 && op.Parameters[1] == 0 && op.Shift == 0:
                Quantised(id, writer.Node("Add", [Real(op.Inputs[0]), Real(op.Inputs[1])]));
                break;
            case Air8Opcode.AvgPool when op.Shift == op.Parameters[0] + op.Parameters[1]:
                int[] window = [1 << op.Parameters[1], 1 << op.Parameters[0]];
                Quantised(id, writer.Node("AveragePool", [Real(op.Inputs[0])], ("kernel_shape", window), ("strides", window)));
                break;
            default:
                throw new NotSupportedException($"{op.Opcode} has no twin");
        }
    }

    private void Convolution(int id, Air8Operator op, Window2D window)
    {
        int inputs = model.Operators[op.Inputs[0]].Shape.Channels;
        (string weights, string scale) = Weights(id, op, window, [op.Shape.Channels, inputs, window.Height, window.Width]);
        (string, object)[] attributes =
        [
            ("kernel_shape", new[] { window.Height, window.Width }),
            ("strides", new[] { 1 << window.StrideLogY, 1 << window.StrideLogX }),
            ("pads", new[] { window.Top, window.Left, window.Bottom, window.Right }),
        ];
        string bias = writer.Constant($"bias{id}", OnnxType.Int32, [op.Shape.Channels], new float[op.Shape.Channels]);
        (string codes, string readScale, string readZero) = tensors[op.Inputs[0]];
        if (form.Fused)
        {
            Quantisation(id, Rectifies(op));
            string[] reads = [codes, readScale, readZero, weights, scale, SignedZero(id), tensors[id].Scale, tensors[id].Zero, bias];
            tensors[id].Codes = writer.Node("QLinearConv", reads, attributes);
            return;
        }
        string biasScale = writer.Constant($"biasScale{id}", [], ScaleOf(op.Inputs[0]) * MathF.Pow(2, -op.Shift));
        string biasZero = writer.Constant($"biasZero{id}", OnnxType.Int32, [], 0);
        string real = writer.Node("DequantizeLinear", [weights, scale, SignedZero(id)]);
        string realBias = writer.Node("DequantizeLinear", [bias, biasScale, biasZero]);
        Quantised(id, writer.Node("Conv", [Real(op.Inputs[0]), real, realBias], attributes));
    }

    /// <summary>Weights in ONNX order (co, ci, ky, kx), and the scale that holds the shift.</summary>
    private (string Codes, string Scale) Weights(int id, Air8Operator op, Window2D window, int[] sizes)
    {
        int inputs = sizes[1];
        int inputLog = new TensorShape(inputs).Log(0);
        int widthLog = new TensorShape(window.Width).Log(0);
        int heightLog = new TensorShape(window.Height).Log(0);
        ReadOnlySpan<byte> block = model.Weights.Span[(int)op.WeightOffset..];
        List<float> values = [];
        for (int co = 0; co < sizes[0]; co++)
        for (int ci = 0; ci < inputs; ci++)
        for (int ky = 0; ky < window.Height; ky++)
        for (int kx = 0; kx < window.Width; kx++)
            values.Add(block[ci + (((((co << heightLog) + ky) << widthLog) + kx) << inputLog)] - 128);
        string weights = writer.Constant($"weights{id}", OnnxType.Int8, sizes, [.. values]);
        return (weights, writer.Constant($"weightScale{id}", [], MathF.Pow(2, -op.Shift)));
    }

    private string SignedZero(int id) => writer.Constant($"weightZero{id}", OnnxType.Int8, [], 0);

    private string Real(int id) => writer.Node("DequantizeLinear", [tensors[id].Codes, tensors[id].Scale, tensors[id].Zero]);

    private void Quantised(int id, string real)
    {
        Quantisation(id, Rectifies(model.Operators[id]));
        tensors[id].Codes = writer.Node("QuantizeLinear", [real, tensors[id].Scale, tensors[id].Zero]);
    }

    private void Quantisation(int id, bool rectified)
    {
        int middle = form.Activations == OnnxType.UInt8 ? 128 : 0;
        string name = id.ToString(CultureInfo.InvariantCulture);
        tensors[id] = (
            "",
            writer.Constant($"scale{name}", [], rectified ? 127f / 255 : 1),
            writer.Constant($"zero{name}", form.Activations, [], rectified ? middle - 128 : middle)
        );
    }

    private float ScaleOf(int id) => model.Operators[id].Opcode != Air8Opcode.Input && Rectifies(model.Operators[id]) ? 127f / 255 : 1;

    /// <summary>Whether the operator's table has no image below zero.</summary>
    private bool Rectifies(Air8Operator op) =>
        model.Tables.Span.Slice(op.Table * GraphHeader.LutSize, GraphHeader.LutSize).IndexOfAnyInRange((byte)0, (byte)127) < 0;
}
