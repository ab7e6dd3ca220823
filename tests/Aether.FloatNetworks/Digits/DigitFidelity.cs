using System.Globalization;
using Aether.Inference;
using Aether.Onnx;

namespace Aether.FloatNetworks;

/// <summary>How many digits an imported network and the float graph it came from have right.</summary>
internal sealed record DigitFidelity(ImportResult Imported, int Images, int FloatRight, int Air8Right)
{
    private const int CalibrationCount = 100;

    public double FloatPercent => 100.0 * FloatRight / Images;

    public double Air8Percent => 100.0 * Air8Right / Images;

    /// <summary>Trains a perceptron, imports it through files, as a user does, with images drawn for it, and measures on others.</summary>
    public static DigitFidelity OfPerceptron(int training, int heldOut) =>
        Measure(DigitNetworks.Perceptron(DigitNetworks.Draw(training, 1)), new TensorShape(784), DigitNetworks.Draw(heldOut, 3));

    /// <summary>The same for a convolutional network.</summary>
    public static DigitFidelity OfCnn(int training, int heldOut) =>
        Measure(DigitNetworks.Cnn(DigitNetworks.Draw(training, 1)), new TensorShape(1, 28, 28), DigitNetworks.Draw(heldOut, 3));

    private static DigitFidelity Measure(byte[] file, TensorShape input, DigitSet heldOut)
    {
        ImportResult imported = Import(file);
        FloatGraph graph = FloatGraphBuilder.Build(OnnxReader.Read(file), []);
        int floatRight = 0;
        int air8Right = 0;
        using IModelSession session = CpuBackends.Widest.Open(imported.Model, RunLimits.Default);
        for (int i = 0; i < heldOut.Count; i++)
        {
            sbyte[] pixels = [.. heldOut.Image(i).ToArray().Select(pixel => (sbyte)(pixel >> 1))];
            float[] scores = graph.Run([NdArray.Of(graph.Inputs[0].Type.Sizes, DigitNetworks.Scaled(heldOut.Image(i)))])[0].Values;
            Execution run = session.Run([Tensor.FromInt8(input, pixels)], new RunOptions { Boundaries = false }, default);
            sbyte[] steps = run.Output.ToInt8();
            floatRight += Array.IndexOf(scores, scores.Max()) == heldOut.Labels[i] ? 1 : 0;
            air8Right += Array.IndexOf(steps, steps.Max()) == heldOut.Labels[i] ? 1 : 0;
        }
        return new DigitFidelity(imported, heldOut.Count, floatRight, air8Right);
    }

    private static ImportResult Import(byte[] file)
    {
        string folder = Directory.CreateTempSubdirectory("aether-digits-").FullName;
        try
        {
            string path = Path.Combine(folder, "digits.onnx");
            File.WriteAllBytes(path, file);
            DigitSet calibration = DigitNetworks.Draw(CalibrationCount, 2);
            for (int i = 0; i < calibration.Count; i++)
            {
                string label = Path.Combine(folder, "samples", calibration.Labels[i].ToString(CultureInfo.InvariantCulture));
                Directory.CreateDirectory(label);
                ImageFile.SavePng(Path.Combine(label, $"{i}.png"), calibration.Image(i));
            }
            return OnnxImport.Run(path, Path.Combine(folder, "samples"), new ImportOptions());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
