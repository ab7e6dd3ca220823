using System.Text.Json.Nodes;

namespace Aether.Inference.Tests;

/// <summary>Models that the vectors describe in words, built by the code under test.</summary>
internal sealed class ModelDescription
{
    private readonly JsonNode description;
    private readonly Air8Builder builder = new();
    private readonly int[] tables;
    private readonly int[] exps;

    private ModelDescription(JsonNode description)
    {
        this.description = description;
        tables = [.. List("tables").Select(table => builder.Table(Table(table!)))];
        exps = [.. List("exps").Select(exp => builder.ExpTable(Exp(exp!)))];
    }

    /// <returns>The file's bytes.</returns>
    public static byte[] Build(JsonNode description)
    {
        ModelDescription model = new(description);
        if (description["loop"] is JsonNode loop)
            model.builder.DecodeLoop(VectorFile.Number(loop["tokens"]), loop["end"]?.GetValue<int>());
        foreach (JsonNode? op in model.List("ops"))
            model.Add(op!);
        return model.builder.Build();
    }

    /// <summary>Numbers written out, or { seed, limit }, or { fill }.</summary>
    public static T[] Numbers<T>(JsonNode given, long count)
        where T : struct
    {
        if (given is JsonArray array)
            return [.. array.SelectMany(each => each is JsonArray row ? VectorFile.Numbers<T>(row) : [each!.GetValue<T>()])];
        if (given["fill"] is JsonNode fill)
            return [.. Enumerable.Repeat(fill.GetValue<T>(), (int)count)];
        int limit = VectorFile.Number(given["limit"]);
        return
        [
            .. VectorFile
                .Pattern(count, VectorFile.Number(given["seed"]))
                .Select(code => (T)Convert.ChangeType((code - 128) % limit, typeof(T), System.Globalization.CultureInfo.InvariantCulture)),
        ];
    }

    private JsonArray List(string name) => description[name]?.AsArray() ?? [];

    private void Add(JsonNode op)
    {
        int[] read = op["in"] is JsonNode given ? VectorFile.Numbers<int>(given) : [];
        int first = read.FirstOrDefault();
        int N(string name) => op[name] is JsonNode value ? VectorFile.Number(value) : 0;
        int[] L(string name) => VectorFile.Numbers<int>(op[name]);
        int table = op["table"] is null ? -1 : tables[N("table")];
        _ = VectorFile.Text(op["op"]) switch
        {
            "Input" => builder.Input(VectorFile.Shape(op["live"]), op["tokens"] is null ? ElementType.Int8 : ElementType.UInt16),
            "Output" => builder.Output(first),
            "Gemm" => Gemm(op, first, table),
            "Conv2D" => Conv2D(op, first, table),
            "DepthwiseConv2D" => Depthwise(op, first, table),
            "MatMul" => builder.MatMul(first, read[1], N("shift"), table, read.Length == 3 ? read[2] : null, N("biasLog")),
            "Add" => builder.Add(first, read[1], L("logs")[0], L("logs")[1], N("shift"), table, op["subtract"] is not null),
            "Lut" => builder.Lut(first, table),
            "AvgPool" => builder.AvgPool(first, L("logs")[0], L("logs")[1], N("shift"), table),
            "PairMap" => builder.PairMap(first, N("axis"), table),
            "Map2" => builder.Map2(first, read[1], table),
            "Reshape" => builder.Reshape(first, VectorFile.Shape(op["live"])),
            "Transpose" => builder.Transpose(first, L("axes")),
            "Concat" => builder.Concat(N("axis"), read),
            "Slice" => builder.Slice(first, N("axis"), N("start"), N("size")),
            "ArgMax" => builder.ArgMax(first),
            "Embedding" => Embedding(op, first),
            "CausalMask" => builder.CausalMask(first),
            "Exp" => builder.Exp(first, exps[N("exp")]),
            "SoftmaxDivide" => builder.SoftmaxDivide(first),
            "RmsScale" => builder.RmsScale(first, N("k"), op["epsilon"]!.GetValue<uint>()),
            "Normalise" => Normalise(op, first, read[1], table),
            "Centre" => builder.Centre(first, N("shift"), table),
            "Label" => builder.Label(L("live")[0], L("live")[3]),
            "State" => builder.State(VectorFile.Shape(op["live"])),
            "View8" => builder.View8(first),
            "Update" => builder.Update(first, read[1], read.Length == 3 ? read[2] : null, N("rate"), N("shift")),
            "StateOutput" => builder.StateOutput(first, N("index")),
            string name => throw new InvalidOperationException($"the vectors name an operator {name}"),
        };
    }

    private int Gemm(JsonNode op, int input, int table)
    {
        TensorShape shape = builder.ShapeOf(input);
        int axes = op["axes"]?.GetValue<int>() ?? 0;
        int outputs = VectorFile.Number(op["outputs"]);
        long count = outputs;
        for (int axis = 0; axis <= axes; axis++)
            count *= shape.Live(axis);
        return builder.Gemm(input, outputs, Weights(op, count), Bias(op, outputs), VectorFile.Number(op["shift"]), table, axes);
    }

    private int Conv2D(JsonNode op, int input, int table)
    {
        Window2D window = Window(op);
        int outputs = VectorFile.Number(op["outputs"]);
        long count = (long)builder.ShapeOf(input).Channels * window.Width * window.Height * outputs;
        return builder.Conv2D(input, window, outputs, Weights(op, count), Bias(op, outputs), VectorFile.Number(op["shift"]), table);
    }

    private int Depthwise(JsonNode op, int input, int table)
    {
        Window2D window = Window(op);
        int channels = builder.ShapeOf(input).Channels;
        sbyte[] weights = Weights(op, (long)channels * window.Width * window.Height);
        return builder.DepthwiseConv2D(input, window, weights, Bias(op, channels), VectorFile.Number(op["shift"]), table);
    }

    private int Embedding(JsonNode op, int input)
    {
        (int channels, int vocabulary) = (VectorFile.Number(op["channels"]), VectorFile.Number(op["vocabulary"]));
        return builder.Embedding(input, channels, vocabulary, Weights(op, (long)channels * vocabulary), op["positions"] is not null);
    }

    private int Normalise(JsonNode op, int input, int scale, int table)
    {
        int channels = builder.ShapeOf(input).Channels;
        int first = VectorFile.Number(op["scaleShift"]);
        return builder.Normalise(input, scale, first, Weights(op, channels), Bias(op, channels), VectorFile.Number(op["shift"]), table);
    }

    private static sbyte[] Weights(JsonNode op, long count) => Numbers<sbyte>(op["weights"]!, count);

    private static int[]? Bias(JsonNode op, int count) => op["bias"] is JsonNode bias ? Numbers<int>(bias, count) : null;

    private static Window2D Window(JsonNode op)
    {
        int[] p = VectorFile.Numbers<int>(op["window"]);
        return new Window2D(p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]);
    }

    /// <summary>clamp((v factor + 2^(shift-1)) >> shift, low, high), or for v = 256 a + b a function of the pair.</summary>
    private static sbyte[] Table(JsonNode table)
    {
        sbyte[] values = new sbyte[1 << 16];
        for (int row = 0; row < values.Length; row++)
            values[row] = table["pair"] is JsonNode pair ? Pair(VectorFile.Text(pair), row - 32768) : Scaled(table, row - 32768);
        return values;
    }

    private static sbyte Scaled(JsonNode table, int v)
    {
        int shift = VectorFile.Number(table["shift"]);
        int scaled = (v * VectorFile.Number(table["factor"]) + (shift == 0 ? 0 : 1 << (shift - 1))) >> shift;
        return (sbyte)Math.Clamp(scaled, VectorFile.Number(table["low"]), VectorFile.Number(table["high"]));
    }

    private static sbyte Pair(string name, int v)
    {
        int a = (v + 128) >> 8;
        int b = v - 256 * a;
        int image = name switch
        {
            "max" => Math.Max(a, b),
            "loss" => a - 127 * b,
            "relu" => b > 0 ? a : 0,
            "product" => (a * b + 64) >> 7,
            _ => throw new InvalidOperationException($"the vectors name a function {name}"),
        };
        return (sbyte)Math.Clamp(image, -127, 127);
    }

    /// <summary>1 + (s + factor)^2 for s > -127.</summary>
    private static ushort[] Exp(JsonNode exp)
    {
        int factor = VectorFile.Number(exp["factor"]);
        ushort[] values = new ushort[256];
        for (int row = 2; row < values.Length; row++)
            values[row] = (ushort)(1 + (row - 128 + factor) * (row - 128 + factor));
        return values;
    }
}
