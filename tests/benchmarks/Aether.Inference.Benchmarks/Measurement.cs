namespace Aether.Inference.Benchmarks;

/// <summary>Median CPU time of one call, after a warm-up long enough for the compiler to settle.</summary>
internal static class Measurement
{
    private const int Samples = 9;
    private const double WarmUpSeconds = 0.6;
    private const double SampleSeconds = 0.12;

    /// <returns>Median and best seconds of CPU time of this thread per call.</returns>
    public static (double Median, double Best) Of(Action action)
    {
        double start = CpuClock.ThreadSeconds();
        int calls = 0;
        do
        {
            action();
            calls++;
        } while (CpuClock.ThreadSeconds() - start < WarmUpSeconds);
        int repeats = Math.Max(1, (int)(SampleSeconds / ((CpuClock.ThreadSeconds() - start) / calls)));
        double[] seconds = new double[Samples];
        for (int sample = 0; sample < Samples; sample++)
            seconds[sample] = Mean(repeats, action);
        Array.Sort(seconds);
        return (seconds[Samples / 2], seconds[0]);
    }

    /// <returns>Mean seconds of CPU time of this thread per call.</returns>
    public static double Mean(int repeats, Action action)
    {
        double start = CpuClock.ThreadSeconds();
        for (int i = 0; i < repeats; i++)
            action();
        return (CpuClock.ThreadSeconds() - start) / repeats;
    }
}
