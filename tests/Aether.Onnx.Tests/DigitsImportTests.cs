using Aether.Harness;
using Aether.Inference;
using Xunit.Abstractions;

namespace Aether.Onnx.Tests;

/// <summary>Networks that were really trained, through files as a user has them, lose less than a point.</summary>
public sealed class DigitsImportTests(ITestOutputHelper output)
{
    private const double PointsMax = 1;

    private static int TrainingCount => Seed.Deep ? 8000 : 4000;

    private static int HeldOutCount => Seed.Deep ? 4000 : 1000;

    [Fact]
    public void Run_TrainedPerceptron_IsWithinAPointOfFloat() =>
        AssertWithinAPoint(DigitFidelity.OfPerceptron(TrainingCount, HeldOutCount), new TensorShape(784));

    [Fact]
    public void Run_TrainedCnn_IsWithinAPointOfFloat() =>
        AssertWithinAPoint(DigitFidelity.OfCnn(TrainingCount / 2, HeldOutCount), new TensorShape(1, 28, 28));

    /// <summary>Imported with images of the training's styles, in folders by label, and measured on images that were never seen.</summary>
    private void AssertWithinAPoint(DigitFidelity fidelity, TensorShape input)
    {
        ImportResult result = fidelity.Imported;
        Assert.Equal(input, result.Model.InputShape);
        Assert.Equal(new TensorShape(10), result.Model.OutputShape);
        Assert.Equal((100, 80), (result.Report.Accuracy.Labelled, result.Report.CalibrationSamples));
        Assert.Equal(1.0 / 128, result.Report.Input.Scale);
        output.WriteLine(
            $"float {fidelity.FloatPercent:0.00} %, AIR8 {fidelity.Air8Percent:0.00} % of {fidelity.Images}; samples agree {result.Report.Accuracy.Top1Percent:0.00} %"
        );
        foreach (LayerReport layer in result.Report.Layers)
            output.WriteLine(
                $"{layer.Opcode} {layer.Shape} {layer.SignalToNoiseDb:0.0} dB, shift {layer.Shift}, clipped {layer.ClippedShare:0.0000}"
            );
        Assert.True(fidelity.FloatPercent > 85, $"the float network itself has only {fidelity.FloatPercent} % right");
        Assert.InRange(fidelity.Air8Percent, fidelity.FloatPercent - PointsMax, 100);
    }
}
