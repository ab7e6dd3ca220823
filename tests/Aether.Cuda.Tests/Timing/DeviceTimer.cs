namespace Aether.Cuda.Tests;

/// <summary>Medians of device time between two marks of a stream.</summary>
internal sealed class DeviceTimer(CudaDevice device, CudaStream stream, int rounds)
{
    /// <summary>Runs some work to warm up, then <c>rounds</c> times.</summary>
    /// <returns>Median and range of one run, in seconds.</returns>
    public (double Median, double Least, double Most) Measure(Action work)
    {
        using CudaEvent first = device.CreateEvent();
        using CudaEvent last = device.CreateEvent();
        List<double> seconds = [];
        for (int round = -3; round < rounds; round++)
        {
            stream.Record(first);
            work();
            stream.Record(last);
            last.Synchronize();
            if (round >= 0)
                seconds.Add(last.Since(first).TotalSeconds);
        }
        seconds.Sort();
        return (seconds[seconds.Count / 2], seconds[0], seconds[^1]);
    }
}
