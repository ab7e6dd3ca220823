using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Aether.Harness;

namespace Aether.Inference.Tests;

/// <summary>Training with integers alone: the same bytes on every backend, steps that go where the gradient says, and what is refused.</summary>
public sealed class TrainingTests
{
    private static readonly Digest Seed = Digest.Parse("0x" + new string('0', 63) + "1");

    private static JsonNode Vectors => JsonNode.Parse(File.ReadAllText(Path.Combine(VectorFile.Folder, "training.json")))!;

    [Fact]
    public void Draws_MatchTheVectors()
    {
        foreach (JsonNode? one in Vectors["batches"]!.AsArray())
        {
            int[] examples = VectorFile.Numbers<int>(one!["examples"]);
            for (int slot = 0; slot < examples.Length; slot++)
                Assert.Equal(
                    examples[slot],
                    TrainingDraw.Example(
                        VectorFile.Digest(one["seed"]),
                        one["step"]!.GetValue<ulong>(),
                        (uint)slot,
                        VectorFile.Number(one["count"])
                    )
                );
        }
        foreach (JsonNode? one in Vectors["weights"]!.AsArray())
        {
            short[] values = VectorFile.Numbers<short>(one!["values"]);
            int largest = VectorFile.Number(one["largest"]);
            Assert.Equal(
                values,
                TrainingDraw.Weights(VectorFile.Digest(one["seed"]), VectorFile.Number(one["layer"]), values.Length, largest)
            );
        }
    }

    [Fact]
    public void Sets_MatchTheVectors_AndAreWrittenBack()
    {
        foreach (JsonNode? one in Vectors["sets"]!.AsArray())
        {
            byte[] file = VectorFile.Bytes(one!["file"]);
            TrainingSet set = TrainingSet.Load(file);
            Assert.Equal(VectorFile.Digest(one["root"]), set.Root);
            Assert.Equal((VectorFile.Number(one["live"]), VectorFile.Number(one["classes"])), (set.Shape.Channels, set.Classes));
            (int, byte[])[] examples = [.. Enumerable.Range(0, set.Count).Select(i => (set.Label(i), set.Frame(i).ToArray()))];
            Assert.Equal(file, TrainingSet.Write(set.Shape, set.Classes, examples));
        }
    }

    [Fact]
    public void Set_AnyByteThatDoesNotBelong_IsRefused()
    {
        byte[] good = VectorFile.Bytes(Vectors["sets"]![1]!["file"]);
        foreach (int at in new[] { 0, 4, 5, 6, 7, 8, 12, 20, 24, 26, 27, 31, 32, 63, 64, 66 + 5 })
        {
            byte[] bad = good.ToArray();
            bad[at] ^= 0x40;
            Assert.Throws<InvalidDataException>(() => TrainingSet.Load(bad));
        }
        byte[] forbidden = good.ToArray();
        forbidden[66] = 0; // -128
        Assert.Throws<InvalidDataException>(() => TrainingSet.Load(forbidden));
        for (int length = 0; length < good.Length; length++)
            Assert.Throws<InvalidDataException>(() => TrainingSet.Load(good.AsMemory(0, length)));
        Assert.Throws<InvalidDataException>(() => TrainingSet.Load((byte[])[.. good, 0]));
    }

    [Theory]
    [InlineData("{", "JSON")]
    [InlineData("""{"hidden":[]}""", "hidden")]
    [InlineData("""{"hidden":[8,8,8,8,8]}""", "hidden")]
    [InlineData("""{"hidden":[4097]}""", "hidden")]
    [InlineData("""{"batch":24}""", "batch")]
    [InlineData("""{"batch":512}""", "batch")]
    [InlineData("""{"stages":[]}""", "stages")]
    [InlineData("""{"stages":[{"rate":"0","steps":1}]}""", "rate '0'")]
    [InlineData("""{"stages":[{"rate":"1e-3","steps":1}]}""", "rate '1e-3'")]
    [InlineData("""{"stages":[{"rate":"1.1","steps":1}]}""", "rate '1.1'")]
    [InlineData("""{"stages":[{"rate":"0.1","steps":0}]}""", "steps")]
    [InlineData("""{"epochs":3}""", "epochs")]
    public void Recipe_OutOfRange_IsRefusedInWords(string json, string word)
    {
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => TrainingRecipe.Parse(Encoding.UTF8.GetBytes(json)));
        Assert.Contains(word, word == "JSON" ? "JSON" : e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rate_ThatCouldLeave16Bits_IsRefusedBeforeAStep()
    {
        Assert.Throws<InvalidDataException>(() => Run("""{"hidden":[8],"stages":[{"rate":"0.00000001","steps":1}]}""", 40));
        Exception e = Assert.ThrowsAny<Exception>(() => Run("""{"hidden":[8],"stages":[{"rate":"1","steps":1}]}""", 40));
        Assert.True(e is InvalidDataException or Air8RefusedException, e.ToString());
    }

    /// <summary>The whole run: every backend that this machine has, and the bytes of the day it was written.</summary>
    [Theory]
    [InlineData("""{"hidden":[16],"batch":8,"stages":[{"rate":"0.06","steps":30},{"rate":"0.02","steps":10}]}""", Golden1)]
    [InlineData("""{"hidden":[24,9],"batch":16,"stages":[{"rate":"0.05","steps":20}]}""", Golden2)]
    public void Run_SameBytesOnEveryBackend(string recipe, string golden)
    {
        foreach (IBackend backend in CpuBackends.All.Where(entry => entry.Unavailable is null))
        {
            TrainingResult result = Run(recipe, 200, backend);
            Assert.Equal((backend.Name, golden), (backend.Name, $"{result.Model.ContentHash} {result.LastStateRoot}"));
        }
    }

    private const string Golden1 =
        "0xc98606f6104a2707e732f11ba98c4c3d2b9cdcd8fa8ec2a958fc8612c8e80944 "
        + "0xbdfc66b336bfa80efbc7c1a52a14eeecd4d75fb4368adfabd025e9b3b74613c7";
    private const string Golden2 =
        "0x85607173dd4e9b246f8af5faa650bdcbd4ea9e3377f5f9f1e3243c04f8353cfb "
        + "0x3e94d71f4950c5a4c55a1b10d7e49a07ec293874425ecf7a3166698cacf7fd80";

    /// <summary>The first step against the same gradient in floating point: both layers move against it, by rate over batch.</summary>
    [Fact]
    public void Step_GoesDownTheGradient()
    {
        const int hidden = 32;
        const int batch = 32;
        TrainingSet set = Digits(400);
        MlpTrainingGraph graph = new([784, hidden, 10], batch);
        Air8Model model = Air8Model.Load(graph.Build(0.1m));
        Tensor[] states = MlpTraining.FirstStates(graph, Seed);
        // A few steps in, so that logits differ.
        using IModelSession session = CpuBackends.Widest.Open(model, RunLimits.Default);
        for (ulong step = 0; step < 40; step++)
            states = [.. Step(step).Run.States];
        (Tensor input, int[] labels, Execution run) = Step(40);
        (double[] first, double[] second) = FloatGradient(input, labels, states, hidden, batch);
        AssertAgainst(first, states[0], run.States[0], 1 / 65536.0);
        AssertAgainst(second, states[2], run.States[2], 1 / 32768.0);

        (Tensor Input, int[] Labels, Execution Run) Step(ulong step)
        {
            (Tensor input, Tensor oneHot, int[] wanted) = MlpTraining.Batch(set, batch, Seed, step);
            return (input, wanted, session.Run([input, oneHot, .. states], new RunOptions { Boundaries = false }, CancellationToken.None));
        }
    }

    [Fact]
    public void Run_Learns()
    {
        TrainingResult result = Run("""{"hidden":[32],"batch":32,"stages":[{"rate":"0.1","steps":500}]}""", 2000);
        int correct = MlpTraining.CountCorrect(
            result.Model,
            TrainingSet.Load(DigitsTraining.DrawSet(1, 500, heldOut: true)),
            CpuBackends.Widest
        );
        Assert.True(correct > 250, string.Create(CultureInfo.InvariantCulture, $"{correct} of 500"));
    }

    /// <summary>The whole recipe, two minutes of one core: within two points of the float-trained network, 96.53 % on these styles.</summary>
    [Fact]
    public void Run_DefaultRecipe_IsWithinTwoPointsOfFloat()
    {
        if (!Aether.Harness.Seed.Deep)
            return;
        TrainingResult result = MlpTraining.Run(Digits(40_000), new TrainingRecipe(), Seed, CpuBackends.Widest);
        int correct = MlpTraining.CountCorrect(
            result.Model,
            TrainingSet.Load(DigitsTraining.DrawSet(1, 4000, heldOut: true)),
            CpuBackends.Widest
        );
        Assert.True(correct >= 0.9453 * 4000, string.Create(CultureInfo.InvariantCulture, $"{correct} of 4000"));
    }

    private static TrainingSet Digits(int count) => TrainingSet.Load(DigitsTraining.DrawSet(1, count, heldOut: false));

    private static TrainingResult Run(string recipe, int images, IBackend? backend = null) =>
        MlpTraining.Run(Digits(images), TrainingRecipe.Parse(Encoding.UTF8.GetBytes(recipe)), Seed, backend ?? CpuBackends.Widest);

    private static (double[] First, double[] Second) FloatGradient(Tensor input, int[] labels, Tensor[] states, int hidden, int batch)
    {
        sbyte[] pixels = input.ToInt8();
        (short[] w1, short[] b1, short[] w2, short[] b2) = (
            states[0].ToInt16(),
            states[1].ToInt16(),
            states[2].ToInt16(),
            states[3].ToInt16()
        );
        (double[] first, double[] second) = (new double[w1.Length], new double[w2.Length]);
        for (int image = 0; image < batch; image++)
        {
            double[] x = [.. pixels.Skip(image * 784).Take(784).Select(value => value / 128.0)];
            double[] h =
            [
                .. Enumerable
                    .Range(0, hidden)
                    .Select(j => Math.Max(0, b1[j] / 8192.0 + Enumerable.Range(0, 784).Sum(k => x[k] * w1[k + 784 * j]) / 65536.0)),
            ];
            double[] z =
            [
                .. Enumerable
                    .Range(0, 10)
                    .Select(c => b2[c] / 1024.0 + Enumerable.Range(0, hidden).Sum(j => h[j] * w2[j + hidden * c]) / 32768.0),
            ];
            double[] share = [.. z.Select(value => Math.Exp(value - z.Max()))];
            double[] error = [.. share.Select((value, c) => value / share.Sum() - (labels[image] == c ? 1 : 0))];
            for (int j = 0; j < hidden; j++)
            {
                double back = 0;
                for (int c = 0; c < 10; c++)
                {
                    second[j + hidden * c] += h[j] * error[c];
                    back += error[c] * w2[j + hidden * c] / 32768.0;
                }
                for (int k = 0; h[j] > 0 && k < 784; k++)
                    first[k + 784 * j] += back * x[k];
            }
        }
        return (first, second);
    }

    /// <summary>Direction within 0.95 (cosine), length within a third of rate / batch, errors of softmax being counted in 79ths of 128ths.</summary>
    private static void AssertAgainst(double[] gradient, Tensor before, Tensor after, double unit)
    {
        (short[] from, short[] to) = (before.ToInt16(), after.ToInt16());
        double dot = 0,
            moved = 0,
            length = 0;
        for (int i = 0; i < gradient.Length; i++)
        {
            double step = (from[i] - to[i]) * unit;
            dot += gradient[i] * step;
            moved += step * step;
            length += gradient[i] * gradient[i];
        }
        Assert.InRange(dot / Math.Sqrt(moved * length), 0.95, 1);
        double rate = dot / length * 32;
        Assert.InRange(rate, 0.04, 0.085);
    }
}
