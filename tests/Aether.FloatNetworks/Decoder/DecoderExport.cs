using Aether.Onnx;

namespace Aether.FloatNetworks;

/// <summary>A trained decoder as an exporter writes it: operators of ONNX 17, normalisation and activation spelled out.</summary>
internal sealed class DecoderExport
{
    // What a score of a later token becomes.
    private const float Masked = -1e9f;

    private readonly DecoderWeights weights;
    private readonly DecoderShape shape;
    private readonly OnnxWriter writer = new();
    private readonly string heads;
    private readonly string joined;

    private DecoderExport(DecoderWeights weights)
    {
        (this.weights, shape) = (weights, weights.Shape);
        heads = writer.Ints("heads", 0, 0, shape.Heads, shape.HeadWidth);
        joined = writer.Ints("joined", 0, 0, shape.Width);
    }

    /// <returns>A network from tokens (1, length) to logits (1, length, vocabulary).</returns>
    public static OnnxWriter Write(DecoderWeights weights) => new DecoderExport(weights).Write();

    private OnnxWriter Write()
    {
        string tokens = writer.Input("tokens", OnnxType.Int64, 1, shape.Length);
        string x = Node("Gather", Constant(weights.Embedding), tokens);
        x = Node("Add", x, Constant(weights.Positions));
        Scalar("two", 2);
        Scalar("three", 3);
        Scalar("half", 0.5f);
        Scalar("one", 1);
        Scalar("epsilon", RootMeanSquare.Epsilon);
        Scalar("cubic", Gelu.Cubic);
        Scalar("root", Gelu.Root);
        Scalar("depth", MathF.Sqrt(shape.HeadWidth));
        float[] mask = [.. Enumerable.Range(0, shape.Length * shape.Length).Select(i => i % shape.Length <= i / shape.Length ? 0 : Masked)];
        writer.Constant("mask", [1, 1, shape.Length, shape.Length], mask);
        foreach (DecoderWeights.BlockParts block in weights.Blocks)
            x = Block(x, block);
        writer.Output(Node("MatMul", Norm(x, weights.Norm), Constant(weights.Head)));
        return writer;
    }

    private string Block(string x, DecoderWeights.BlockParts block)
    {
        string normal = Norm(x, block.Norm1);
        string query = Heads(normal, block.Query);
        string keys = writer.Node("Transpose", [Heads(normal, block.Key)], ("perm", (int[])[0, 1, 3, 2]));
        string value = Heads(normal, block.Value);
        string scores = Node("Add", Node("Div", Node("MatMul", query, keys), "depth"), "mask");
        string mixed = Node("MatMul", writer.Node("Softmax", [scores], ("axis", -1)), value);
        string beside = Node("Reshape", writer.Node("Transpose", [mixed], ("perm", (int[])[0, 2, 1, 3])), joined);
        x = Node("Add", x, Node("MatMul", beside, Constant(block.Joined)));
        string inner = Node("Add", Node("MatMul", Norm(x, block.Norm2), Constant(block.Up)), Constant(block.UpBias));
        return Node("Add", x, Node("MatMul", Curve(inner), Constant(block.Down)));
    }

    private string Heads(string normal, DecoderWeights.Part part) =>
        writer.Node("Transpose", [Node("Reshape", Node("MatMul", normal, Constant(part)), heads)], ("perm", (int[])[0, 2, 1, 3]));

    private string Norm(string x, DecoderWeights.Part gain)
    {
        if (shape.Centred)
            return writer.Node("LayerNormalization", [x, Constant(gain)], ("axis", -1), ("epsilon", RootMeanSquare.Epsilon));
        string mean = writer.Node("ReduceMean", [Node("Pow", x, "two")], ("axes", (int[])[-1]));
        string root = Node("Sqrt", Node("Add", mean, "epsilon"));
        return Node("Mul", Constant(gain), Node("Mul", x, Node("Reciprocal", root)));
    }

    private string Curve(string x)
    {
        string inside = Node("Mul", "root", Node("Add", x, Node("Mul", "cubic", Node("Pow", x, "three"))));
        return Node("Mul", Node("Mul", "half", x), Node("Add", "one", Node("Tanh", inside)));
    }

    private string Node(string type, params string[] reads) => writer.Node(type, reads);

    private void Scalar(string name, float value) => writer.Constant(name, [], value);

    private string Constant(DecoderWeights.Part part) => writer.Constant(part.Name, part.Sizes, part.Of(weights.Values).ToArray());
}
