using Aether.Harness;
using Aether.Inference;
using Xunit.Abstractions;

namespace Aether.Onnx.Tests;

/// <summary>Networks that were really trained, through files as a user has them, lose less than a point.</summary>
public sealed class DigitsImportTests(ITestOutputHelper output) : IDisposable
{
    private const ulong Seed = 11;
    private const double PointsMax = 1;

    private readonly string folder = Directory.CreateTempSubdirectory("aether-digits-").FullName;

    private static int TrainingCount => Harness.Seed.Deep ? 8000 : 4000;

    private static int HeldOutCount => Harness.Seed.Deep ? 4000 : 1000;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Run_TrainedPerceptron_IsWithinAPointOfFloat()
    {
        DigitSet training = Draw(TrainingCount, 1);
        FloatMlp network = new(784, 128, 10, DeterministicRandom.For(Seed, 4, 0));
        float[][] images = [.. Enumerable.Range(0, training.Count).Select(i => Scaled(training.Image(i)))];
        for (int epoch = 0; epoch < 12; epoch++)
        {
            for (int i = 0; i < images.Length; i++)
            {
                network.Accumulate(images[i], training.Labels[i], (0.05f - 0.004f * epoch) / 32);
                if (i % 32 == 31)
                    network.Update(0.9f, 0);
            }
        }
        OnnxWriter writer = new();
        string hidden = writer.Node(
            "Gemm",
            [
                writer.Input("image", 1, 784),
                writer.Constant("w1", [128, 784], network.Weights1),
                writer.Constant("b1", [128], network.Bias1),
            ],
            ("transB", 1)
        );
        writer.Output(
            writer.Node(
                "Gemm",
                [
                    writer.Node("Relu", [hidden]),
                    writer.Constant("w2", [10, 128], network.Weights2),
                    writer.Constant("b2", [10], network.Bias2),
                ],
                ("transB", 1)
            )
        );
        AssertWithinAPoint(writer.File(), new TensorShape(784));
    }

    [Fact]
    public void Run_TrainedCnn_IsWithinAPointOfFloat()
    {
        DigitSet training = Draw(TrainingCount / 2, 1);
        SmallCnn network = new(12);
        network.Train([.. Enumerable.Range(0, training.Count).Select(i => (Scaled(training.Image(i)), (int)training.Labels[i]))], 2);
        AssertWithinAPoint(network.Export().File(), new TensorShape(1, 28, 28));
    }

    /// <summary>Imports with images of the training's styles, in folders by label, and measures on images that were never seen.</summary>
    private void AssertWithinAPoint(byte[] file, TensorShape input)
    {
        string path = Path.Combine(folder, "digits.onnx");
        File.WriteAllBytes(path, file);
        DigitSet calibration = Draw(100, 2);
        for (int i = 0; i < calibration.Count; i++)
        {
            string label = Path.Combine(folder, "samples", $"{calibration.Labels[i]}");
            Directory.CreateDirectory(label);
            ImageFile.SavePng(Path.Combine(label, $"{i}.png"), calibration.Image(i));
        }
        ImportResult result = OnnxImport.Run(path, Path.Combine(folder, "samples"), new ImportOptions());
        Assert.Equal(input, result.Model.InputShape);
        Assert.Equal(new TensorShape(10), result.Model.OutputShape);
        Assert.Equal((100, 80), (result.Report.Accuracy.Labelled, result.Report.CalibrationSamples));
        Assert.Equal(1.0 / 128, result.Report.Input.Scale);

        FloatGraph graph = FloatGraphBuilder.Build(OnnxReader.Read(file), []);
        DigitSet heldOut = Draw(HeldOutCount, 3);
        int floatRight = 0;
        int air8Right = 0;
        using IModelSession session = CpuBackends.Widest.Open(result.Model, RunLimits.Default);
        for (int i = 0; i < heldOut.Count; i++)
        {
            sbyte[] pixels = [.. heldOut.Image(i).ToArray().Select(pixel => (sbyte)(pixel >> 1))];
            float[] scores = graph.Run([NdArray.Of(graph.Inputs[0].Type.Sizes, Scaled(heldOut.Image(i)))])[0].Values;
            Execution run = session.Run([Tensor.FromInt8(input, pixels)], new RunOptions { Boundaries = false }, default);
            sbyte[] steps = run.Output.ToInt8();
            floatRight += Array.IndexOf(scores, scores.Max()) == heldOut.Labels[i] ? 1 : 0;
            air8Right += Array.IndexOf(steps, steps.Max()) == heldOut.Labels[i] ? 1 : 0;
        }
        double floatPercent = 100.0 * floatRight / heldOut.Count;
        double air8Percent = 100.0 * air8Right / heldOut.Count;
        output.WriteLine(
            $"float {floatPercent:0.00} %, AIR8 {air8Percent:0.00} % of {heldOut.Count}; samples agree {result.Report.Accuracy.Top1Percent:0.00} %"
        );
        foreach (LayerReport layer in result.Report.Layers)
            output.WriteLine(
                $"{layer.Opcode} {layer.Shape} {layer.SignalToNoiseDb:0.0} dB, shift {layer.Shift}, clipped {layer.ClippedShare:0.0000}"
            );
        Assert.True(floatPercent > 85, $"the float network itself has only {floatPercent} % right");
        Assert.InRange(air8Percent, floatPercent - PointsMax, 100);
    }

    private static DigitSet Draw(int count, ulong purpose) => DigitSet.Draw(DigitStyle.Training, count, Seed, purpose, _ => { }, default);

    private static float[] Scaled(ReadOnlySpan<byte> pixels)
    {
        float[] image = new float[pixels.Length];
        for (int i = 0; i < image.Length; i++)
            image[i] = (pixels[i] >> 1) / 128f;
        return image;
    }
}
