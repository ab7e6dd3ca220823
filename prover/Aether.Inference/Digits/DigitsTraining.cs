using System.Globalization;

namespace Aether.Inference;

/// <summary>Draws digits, trains a float network on them, quantises it to AIR8 and measures both on styles it has never seen.</summary>
/// <remarks>The same options give the same bytes on every machine: no library mathematics, no order that depends on threads or vector width.</remarks>
public static class DigitsTraining
{
    private const ulong TrainingPurpose = 1;
    private const ulong HeldOutPurpose = 2;
    private const ulong KnownStylesPurpose = 3;
    private const ulong WeightsPurpose = 4;
    private const ulong OrderPurpose = 5;

    private const int BatchSize = 32;
    private const int CalibrationCount = 2000;
    private const float RateFirst = 0.05f;
    private const float RateLast = 0.002f;
    private const float Momentum = 0.9f;
    private const float Decay = 1e-5f;

    /// <summary>Trains and measures; one core, no files touched.</summary>
    /// <param name="progress">Told about every stage; may be null.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is returned.</exception>
    public static DigitsTrainingResult Run(
        DigitsTrainingOptions options,
        IProgress<DigitsProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        DigitSet training = Draw(DigitStyle.Training, options.TrainingCount, TrainingPurpose, "drawing training digits");
        DigitSet heldOut = Draw(DigitStyle.HeldOut, options.HeldOutCount, HeldOutPurpose, "drawing held-out digits");
        DigitSet known = Draw(DigitStyle.Training, options.HeldOutCount, KnownStylesPurpose, "drawing fresh digits of known styles");
        FloatMlp network = new(DigitRenderer.PixelCount, options.Hidden, 10, DeterministicRandom.For(options.Seed, WeightsPurpose, 0));
        Train(network, training, options, progress, cancellationToken);

        progress?.Report(new DigitsProgress("quantising", 0, 1));
        DigitSet calibration = Draw(
            DigitStyle.Training,
            Math.Min(CalibrationCount, options.TrainingCount),
            TrainingPurpose,
            "drawing calibration digits"
        );
        byte[] file = new MlpQuantiser(network, calibration).Run(cancellationToken);
        progress?.Report(new DigitsProgress("quantising", 1, 1));
        Air8Model model = Air8Model.Load(file);
        return new DigitsTrainingResult
        {
            File = file,
            Model = model,
            Options = options,
            HeldOut = Measure(network, model, heldOut, "measuring held-out styles", progress, cancellationToken),
            KnownStyles = Measure(network, model, known, "measuring known styles", progress, cancellationToken),
        };

        DigitSet Draw(IReadOnlyList<DigitStyle> styles, int count, ulong purpose, string stage) =>
            DigitSet.Draw(
                styles,
                count,
                options.Seed,
                purpose,
                drawn => progress?.Report(new DigitsProgress(stage, drawn, count)),
                cancellationToken
            );
    }

    /// <summary>The images of <see cref="Run"/> as a training set: those it trains on, or those it holds out.</summary>
    /// <param name="count">1 to 200,000.</param>
    public static byte[] DrawSet(ulong seed, int count, bool heldOut, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<DigitStyle> styles = heldOut ? DigitStyle.HeldOut : DigitStyle.Training;
        DigitSet digits = DigitSet.Draw(styles, count, seed, heldOut ? HeldOutPurpose : TrainingPurpose, _ => { }, cancellationToken);
        List<(int, byte[])> examples = new(count);
        for (int i = 0; i < count; i++)
            examples.Add((digits.Labels[i], GreyImage.ToTensor(digits.Image(i)).Bytes.ToArray()));
        return TrainingSet.Write(new TensorShape(DigitRenderer.PixelCount), 10, examples);
    }

    /// <summary>Counts right answers of a model on held-out digits drawn from a seed, as <see cref="Run"/> draws them.</summary>
    /// <param name="model">Takes 784 inputs and gives 10 scores.</param>
    /// <param name="seed">Seed of the training run.</param>
    /// <param name="count">Images.</param>
    public static int CountHeldOutCorrect(Air8Model model, ulong seed, int count, CancellationToken cancellationToken = default)
    {
        DigitSet images = DigitSet.Draw(DigitStyle.HeldOut, count, seed, HeldOutPurpose, _ => { }, cancellationToken);
        int correct = 0;
        for (int i = 0; i < images.Count; i++)
        {
            if (Classify(model, images.Image(i), cancellationToken) == images.Labels[i])
                correct++;
        }
        return correct;
    }

    private static void Train(
        FloatMlp network,
        DigitSet training,
        DigitsTrainingOptions options,
        IProgress<DigitsProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        int[] order = [.. Enumerable.Range(0, training.Count)];
        int total = options.Epochs * training.Count;
        float[] image = new float[network.Inputs];
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            Shuffle(order, DeterministicRandom.For(options.Seed, OrderPurpose, (ulong)epoch));
            for (int i = 0; i < order.Length; i++)
            {
                int done = epoch * order.Length + i;
                float rate = RateFirst + (RateLast - RateFirst) * ((float)done / total);
                Scale(training.Image(order[i]), image);
                network.Accumulate(image, training.Labels[order[i]], rate / BatchSize);
                if (i % BatchSize == BatchSize - 1 || i == order.Length - 1)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    network.Update(Momentum, Decay);
                }
                if (done % 1000 == 999)
                    progress?.Report(
                        new DigitsProgress("training", done + 1, total, string.Create(CultureInfo.InvariantCulture, $"epoch {epoch + 1}"))
                    );
            }
        }
    }

    private static void Shuffle(int[] order, DeterministicRandom random)
    {
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = random.Next(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }

    private static DigitsAccuracy Measure(
        FloatMlp network,
        Air8Model model,
        DigitSet images,
        string stage,
        IProgress<DigitsProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        int floatCorrect = 0;
        int air8Correct = 0;
        float[] scaled = new float[network.Inputs];
        for (int i = 0; i < images.Count; i++)
        {
            Scale(images.Image(i), scaled);
            if (LargestOf(network.Forward(scaled)) == images.Labels[i])
                floatCorrect++;
            if (Classify(model, images.Image(i), cancellationToken) == images.Labels[i])
                air8Correct++;
            if (i % 1000 == 999)
                progress?.Report(new DigitsProgress(stage, i + 1, images.Count));
        }
        return new DigitsAccuracy(images.Count, floatCorrect, air8Correct);
    }

    private static int Classify(Air8Model model, ReadOnlySpan<byte> image, CancellationToken cancellationToken)
    {
        Execution run = Air8Runtime.Run(model, GreyImage.ToTensor(image), cancellationToken: cancellationToken);
        return ArgMaxScalar.Of(run.Output.ToInt8());
    }

    /// <summary>The float network sees exactly what the int8 input stands for.</summary>
    private static void Scale(ReadOnlySpan<byte> pixels, float[] image)
    {
        for (int k = 0; k < image.Length; k++)
            image[k] = (pixels[k] >> 1) / 128f;
    }

    private static int LargestOf(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }
        return best;
    }
}
