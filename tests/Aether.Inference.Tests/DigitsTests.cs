namespace Aether.Inference.Tests;

/// <summary>The checked-in digits model: made again from its seed, and as good as its manifest says.</summary>
public sealed class DigitsTests
{
    private static readonly DigitsTrainingOptions Reduced = new()
    {
        Seed = 7,
        TrainingCount = 1200,
        HeldOutCount = 100,
        Epochs = 2,
        Hidden = 16,
    };

    private static DigitsManifest Manifest => DigitsManifest.FromJson(File.ReadAllText(Path.Combine(VectorFile.Models, "digits.json")));

    [Fact]
    public void Model_Manifest_NamesTheFileBesideIt()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(VectorFile.Models, "digits.air8"));
        Air8Model model = Air8Model.Load(file);
        Assert.Equal(Manifest.FileBytes, file.Length);
        Assert.Equal(Manifest.ContentHash, model.ContentHash.ToString());
        Assert.Equal(Manifest.GraphHash, model.GraphHash.ToString());
        Assert.Equal(Manifest.WeightsRoot, model.WeightsRoot.ToString());
        Assert.Equal(Manifest.TablesRoot, model.TablesRoot.ToString());
        Assert.True(model.SrsId.IsZero);
    }

    [Fact]
    public void Model_HeldOutAccuracy_IsTheRecordedOneAndInRange()
    {
        DigitsManifest manifest = Manifest;
        Air8Model model = Air8Model.Load(Path.Combine(VectorFile.Models, "digits.air8"));
        Assert.Equal(manifest.HeldOut.Air8Correct, DigitsTraining.CountHeldOutCorrect(model, manifest.Seed, manifest.HeldOut.Images));
        Assert.InRange(manifest.HeldOut.FloatPercent, 95.0, 99.5);
        Assert.InRange(manifest.HeldOut.DropPoints, -1.0, 1.0);
        Assert.True(manifest.TrainingStyles.Count >= 8);
        Assert.Equal(2, manifest.HeldOutStyles.Except(manifest.TrainingStyles, StringComparer.Ordinal).Count());
    }

    [Fact]
    public void I50_Training_RecordedSeed_GivesTheCheckedInBytes()
    {
        DigitsManifest manifest = Manifest;
        DigitsTrainingOptions options = new()
        {
            Seed = manifest.Seed,
            TrainingCount = manifest.TrainingImages,
            HeldOutCount = manifest.HeldOut.Images,
            Epochs = manifest.Epochs,
            Hidden = manifest.Hidden,
        };
        DigitsTrainingResult result = DigitsTraining.Run(options);
        Assert.Equal(File.ReadAllBytes(Path.Combine(VectorFile.Models, "digits.air8")), result.File.ToArray());
        Assert.Equal(
            File.ReadAllText(Path.Combine(VectorFile.Models, "digits.json")),
            DigitsManifest.Of(result, manifest.Command).ToJson()
        );
    }

    [Fact]
    public void Training_SameSeedTwice_SameBytes_OtherSeed_OtherBytes()
    {
        byte[] first = DigitsTraining.Run(Reduced).File.ToArray();
        Assert.Equal(first, DigitsTraining.Run(Reduced).File.ToArray());
        Assert.NotEqual(first, DigitsTraining.Run(Reduced with { Seed = 8 }).File.ToArray());
    }

    [Fact]
    public void Training_Progress_ReachesTheEndOfEveryStage()
    {
        List<DigitsProgress> reports = [];
        DigitsTraining.Run(Reduced, new Collector(reports));
        Assert.Contains(reports, report => report.Stage == "training" && report.Done == 2000 && report.Total == 2400);
        Assert.Contains(reports, report => report.Stage == "quantising" && report.Done == report.Total);
        Assert.All(reports, report => Assert.InRange(report.Done, 0, report.Total));
    }

    [Fact]
    public void Training_Cancelled_Stops()
    {
        using CancellationTokenSource source = new();
        Collector collector = new(
            [],
            report =>
            {
                if (report.Stage == "training")
                    source.Cancel();
            }
        );
        Assert.Throws<OperationCanceledException>(() => DigitsTraining.Run(Reduced, collector, source.Token));
    }

    [Theory]
    [InlineData(99, 100, 1, 16)]
    [InlineData(200_001, 100, 1, 16)]
    [InlineData(100, 19, 1, 16)]
    [InlineData(100, 100, 0, 16)]
    [InlineData(100, 100, 1, 12)]
    [InlineData(100, 100, 1, 0)]
    [InlineData(100, 100, 1, 1032)]
    public void Training_OptionOutOfRange_Throws(int training, int heldOut, int epochs, int hidden) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            DigitsTraining.Run(
                new()
                {
                    TrainingCount = training,
                    HeldOutCount = heldOut,
                    Epochs = epochs,
                    Hidden = hidden,
                }
            )
        );

    [Fact]
    public void Renderer_SameSeed_SamePixels_OtherSeedStyleOrDigit_OtherPixels()
    {
        byte[] pixels = DigitRenderer.Render(3, DigitStyle.Training[0], 1);
        Assert.Equal(pixels, DigitRenderer.Render(3, DigitStyle.Training[0], 1));
        Assert.NotEqual(pixels, DigitRenderer.Render(3, DigitStyle.Training[0], 2));
        Assert.NotEqual(pixels, DigitRenderer.Render(3, DigitStyle.Training[1], 1));
        Assert.NotEqual(pixels, DigitRenderer.Render(4, DigitStyle.Training[0], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DigitRenderer.Render(10, DigitStyle.Training[0], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DigitRenderer.Render(-1, DigitStyle.Training[0], 1));
    }

    private sealed class Collector(List<DigitsProgress> reports, Action<DigitsProgress>? then = null) : IProgress<DigitsProgress>
    {
        public void Report(DigitsProgress value)
        {
            reports.Add(value);
            then?.Invoke(value);
        }
    }
}
