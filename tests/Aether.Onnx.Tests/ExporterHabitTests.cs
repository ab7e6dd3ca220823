using Aether.Inference;
using Xunit.Abstractions;

namespace Aether.Onnx.Tests;

/// <summary>Graphs as PyTorch and TensorFlow write them, not as one would by hand.</summary>
public sealed class ExporterHabitTests(ITestOutputHelper output)
{
    public static TheoryData<string> Habits =>
        [
            "padding in front of a convolution",
            "pools in a row",
            "tokens cast",
            "unused mask",
            "flatten by shape arithmetic",
            "gelu and norm spelled out",
            "transposes around",
        ];

    [Theory]
    [MemberData(nameof(Habits))]
    public void Import_HabitOfAnExporter_AnswersLikeTheFloatModel(string name)
    {
        OnnxWriter writer = Habit(name);
        FloatGraph graph = FloatGraphBuilder.Build(OnnxReader.Read(writer.File()), []);
        ImportResult result = OnnxImport.Run(graph, Networks.Samples(writer, 200), new ImportOptions(), [], null, default);
        double decibel = result.Report.Layers[^1].SignalToNoiseDb!.Value;
        output.WriteLine($"{result.Model.Operators.Count} operators, {decibel:0.0} dB");
        Assert.InRange(decibel, 28, 200);
    }

    private static OnnxWriter Habit(string name)
    {
        OnnxWriter writer = new();
        switch (name)
        {
            case "padding in front of a convolution":
                // tf2onnx: explicit padding, then a convolution that says VALID.
                string padded = writer.Node("Pad", [writer.Input("x", 1, 3, 9, 9), writer.Ints("p", 0, 0, 0, 0, 0, 0, 1, 1)]);
                writer.Output(
                    writer.Node(
                        "Conv",
                        [padded, writer.Constant("w", [4, 3, 3, 3], writer.Draw(108))],
                        ("auto_pad", "VALID"),
                        ("strides", (int[])[2, 2])
                    )
                );
                break;
            case "pools in a row":
                // GoogLeNet: a pool, and behind it a branch that begins with a padded one.
                string relu = writer.Node("Relu", [Conv(writer, writer.Input("x", 1, 3, 12, 12), 3, 4)]);
                string pooled = writer.Node("MaxPool", [relu], ("kernel_shape", (int[])[2, 2]), ("strides", (int[])[2, 2]));
                (string, object)[] same = [("kernel_shape", (int[])[3, 3]), ("pads", (int[])[1, 1, 1, 1])];
                string again = writer.Node("MaxPool", [writer.Node("MaxPool", [pooled], same)], same);
                writer.Output(Conv(writer, again, 4, 5));
                break;
            case "tokens cast":
                string ids = writer.Node("Cast", [writer.Input("x", OnnxType.Int64, 1, 6)], ("to", 6));
                string embedded = writer.Node("Gather", [writer.Constant("e", [40, 8], writer.Draw(320)), ids]);
                writer.Output(writer.Node("MatMul", [embedded, writer.Constant("w", [8, 5], writer.Draw(40))]));
                break;
            case "unused mask":
                string[] kept = writer.Nodes("Dropout", [writer.Input("x", 1, 8)], 2);
                writer.Output(writer.Node("Gemm", [kept[0], writer.Constant("w", [8, 5], writer.Draw(40))]));
                break;
            case "flatten by shape arithmetic":
                // x.view(x.size(0), -1) before PyTorch folds it.
                string convolved = writer.Node("Relu", [Conv(writer, writer.Input("x", 1, 2, 5, 5), 2, 3)]);
                string size = writer.Node("Gather", [writer.Node("Shape", [convolved]), writer.Constant("i", OnnxType.Int64, [], 0)]);
                string batch = writer.Node("Unsqueeze", [size, writer.Ints("a", 0)]);
                string rest = writer.Node("Constant", [], ("value", OnnxWriter.Tensor("", OnnxType.Int64, [1], [-1])));
                string shape = writer.Node("Concat", [batch, rest], ("axis", 0));
                string flat = writer.Node("Identity", [writer.Node("Reshape", [convolved, shape])]);
                writer.Output(
                    writer.Node(
                        "Gemm",
                        [flat, writer.Constant("w", [4, 75], writer.Draw(300)), writer.Constant("b", [4], writer.Draw(4))],
                        ("transB", 1)
                    )
                );
                break;
            case "gelu and norm spelled out":
                Block(writer);
                break;
            default:
                // tf2onnx: the graph is NHWC, every convolution stands between two transposes.
                string image = writer.Node("Transpose", [writer.Input("x", 1, 8, 8, 3)], ("perm", (int[])[0, 3, 1, 2]));
                string back = writer.Node("Transpose", [Conv(writer, image, 3, 4)], ("perm", (int[])[0, 2, 3, 1]));
                string sum = writer.Node("Relu", [writer.Node("Add", [back, writer.Constant("b", [4], writer.Draw(4))])]);
                string there = writer.Node("Transpose", [sum], ("perm", (int[])[0, 3, 1, 2]));
                writer.Output(
                    writer.Node(
                        "ReduceMean",
                        [writer.Node("Transpose", [Conv(writer, there, 4, 6)], ("perm", (int[])[0, 2, 3, 1]))],
                        ("axes", (int[])[1, 2]),
                        ("keepdims", 0)
                    )
                );
                break;
        }
        return writer;
    }

    private static string Conv(OnnxWriter writer, string value, int from, int to) =>
        writer.Node(
            "Conv",
            [value, writer.Constant($"{value}/w", [to, from, 3, 3], writer.Draw(9 * from * to))],
            ("pads", (int[])[1, 1, 1, 1])
        );

    private static void Block(OnnxWriter writer)
    {
        string x = writer.Input("x", 1, 4, 16);
        string half = writer.Constant("half", [], 0.5f);
        string mean = writer.Node("ReduceMean", [x], ("axes", (int[])[-1]));
        string centred = writer.Node("Sub", [x, mean]);
        string square = writer.Node("Pow", [centred, writer.Constant("two", [], 2)]);
        string variance = writer.Node("ReduceMean", [square], ("axes", (int[])[-1]));
        string root = writer.Node("Sqrt", [writer.Node("Add", [variance, writer.Constant("eps", [], 1e-5f)])]);
        string scaled = writer.Node("Mul", [writer.Node("Div", [centred, root]), writer.Constant("g", [16], writer.Draw(16))]);
        string shifted = writer.Node("Add", [scaled, writer.Constant("o", [16], writer.Draw(16))]);
        string inner = writer.Node("MatMul", [shifted, writer.Constant("w", [16, 24], writer.Draw(384))]);
        string error = writer.Node("Erf", [writer.Node("Div", [inner, writer.Constant("root", [], MathF.Sqrt(2))])]);
        string one = writer.Node("Add", [error, writer.Constant("one", [], 1)]);
        string gelu = writer.Node("Mul", [writer.Node("Mul", [inner, one]), half]);
        writer.Output(writer.Node("Add", [x, writer.Node("MatMul", [gelu, writer.Constant("v", [24, 16], writer.Draw(384))])]));
    }
}
