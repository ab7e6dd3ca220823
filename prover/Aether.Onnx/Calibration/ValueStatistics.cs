namespace Aether.Onnx;

/// <summary>What a value was over the calibration samples: extremes, mean square, and a histogram of magnitudes.</summary>
internal sealed class ValueStatistics
{
    private const int Bins = 1024;
    private const int Steps = 127;

    private readonly long[] histogram = new long[Bins];
    private double width;
    private double squares;

    public double Min { get; private set; } = double.PositiveInfinity;

    public double Max { get; private set; } = double.NegativeInfinity;

    public long Count { get; private set; }

    /// <summary>Smallest of the rows' largest elements; only for scores, whose rows are added one by one.</summary>
    public double RowMaxMin { get; private set; } = double.PositiveInfinity;

    public double Magnitude => Count == 0 ? 0 : Math.Max(Math.Abs(Min), Math.Abs(Max));

    public double MeanSquare => Count == 0 ? 0 : squares / Count;

    public void Add(ReadOnlySpan<float> values)
    {
        double largest = double.NegativeInfinity;
        foreach (float value in values)
        {
            Min = Math.Min(Min, value);
            Max = Math.Max(Max, value);
            largest = Math.Max(largest, value);
            squares += (double)value * value;
            Bin(Math.Abs(value));
        }
        Count += values.Length;
        RowMaxMin = Math.Min(RowMaxMin, largest);
    }

    /// <summary>The step of 127 steps that loses least: rounding within the range against clipping beyond it.</summary>
    public double BestScale()
    {
        double best = Magnitude / Steps;
        double bestLoss = double.PositiveInfinity;
        for (int percent = 100; percent >= 40; percent -= 2)
        {
            double scale = Magnitude * percent / 100 / Steps;
            double loss = Loss(scale);
            if (loss < bestLoss)
                (best, bestLoss) = (scale, loss);
        }
        return best > 0 ? best : 1;
    }

    private double Loss(double scale)
    {
        double limit = scale * Steps;
        double loss = 0;
        for (int bin = 0; bin < Bins; bin++)
        {
            double beyond = (bin + 0.5) * width - limit;
            loss += histogram[bin] * (beyond > 0 ? beyond * beyond : scale * scale / 12);
        }
        return loss;
    }

    private void Bin(double magnitude)
    {
        if (magnitude == 0 || !double.IsFinite(magnitude))
            return;
        if (width == 0)
            width = magnitude * 2 / Bins;
        while (magnitude >= width * Bins)
        {
            for (int bin = 0; bin < Bins / 2; bin++)
                histogram[bin] = histogram[2 * bin] + histogram[2 * bin + 1];
            Array.Clear(histogram, Bins / 2, Bins / 2);
            width *= 2;
        }
        histogram[Math.Min(Bins - 1, (int)(magnitude / width))]++;
    }
}
