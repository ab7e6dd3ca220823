using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Inference;

namespace Aether.Proofs.Benchmarks;

/// <summary>A dense network of two layers with random weights, as an AIR8 model and as the circuit of dense.circom.</summary>
internal sealed class DenseNetwork
{
    private const int Shift = 8;

    private readonly int[] _sizes;
    private readonly sbyte[][] _weights;
    private readonly int[][] _biases;

    /// <param name="weightMax">The largest weight of each layer.</param>
    /// <param name="lastBias">Of the second layer; absent: random.</param>
    public DenseNetwork(int inputs, int hidden, int outputs, (int First, int Second) weightMax, int seed = 17, int[]? lastBias = null)
    {
        Random random = new(seed);
        _sizes = [inputs, hidden, outputs];
        _weights = [Int8(random, inputs * hidden, weightMax.First), Int8(random, hidden * outputs, weightMax.Second)];
        _biases = [Bias(random, hidden), lastBias ?? Bias(random, outputs)];
        Air8Builder builder = new();
        int tensor = builder.Input(new TensorShape(inputs, 1, 1, 1));
        int relu = builder.Table(Entries(0));
        int plain = builder.Table(Entries(-127));
        tensor = builder.Gemm(tensor, hidden, _weights[0], _biases[0], Shift, relu);
        builder.Output(builder.Gemm(tensor, outputs, _weights[1], _biases[1], Shift, plain));
        Model = Air8Model.Load(builder.Build());
    }

    public Air8Model Model { get; }

    /// <summary>Products, one constraint each in the circuit.</summary>
    public int ProductCount => _sizes[1] * (_sizes[0] + _sizes[2]);

    public string Name => string.Join('-', _sizes);

    /// <summary>The circuit's main component, to stand behind dense.circom.</summary>
    public string Circom => $"component main = Network({_sizes[0]}, {_sizes[1]}, {_sizes[2]}, {Shift});\n";

    public sbyte[] RandomInput(int seed) => Int8(new Random(seed), _sizes[0], 127);

    /// <summary>What our engine computes.</summary>
    public sbyte[] OutputFor(sbyte[] input) => Air8Runtime.Run(Model, Tensor.FromInt8(Model.InputShape, input)).Output.ToInt8();

    /// <summary>All private signals of the circuit for an input.</summary>
    public JsonObject Signals(sbyte[] input) =>
        new()
        {
            ["in"] = Numbers([.. input.Select(value => (int)value)]),
            ["weight0"] = Rows(0),
            ["bias0"] = Numbers(_biases[0]),
            ["weight1"] = Rows(1),
            ["bias1"] = Numbers(_biases[1]),
        };

    private JsonArray Rows(int layer) =>
        new JsonArray([.. _weights[layer].Chunk(_sizes[layer]).Select(row => Numbers([.. row.Select(value => (int)value)]))]);

    private static JsonNode Numbers(int[] values) => JsonSerializer.SerializeToNode(values)!;

    private static sbyte[] Int8(Random random, int count, int max)
    {
        sbyte[] values = new sbyte[count];
        for (int i = 0; i < count; i++)
            values[i] = (sbyte)random.Next(-max, max + 1);
        return values;
    }

    private static int[] Bias(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(-100, 101))];

    private static sbyte[] Entries(int low) =>
        [.. Enumerable.Range(short.MinValue, 1 << 16).Select(value => (sbyte)Math.Clamp(value, low, 127))];
}
