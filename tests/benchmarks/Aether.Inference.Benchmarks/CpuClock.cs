using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Aether.Inference.Benchmarks;

/// <summary>CPU time of this thread, and how much of the machine others used meanwhile.</summary>
internal static partial class CpuClock
{
    private const int ThreadCpu = 3;

    /// <summary>Seconds of CPU time of this thread; wall time where the system has no such clock.</summary>
    public static double ThreadSeconds()
    {
        if (!OperatingSystem.IsLinux() || Read(ThreadCpu, out TimeSpec time) != 0)
            return Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
        return time.Seconds + time.Nanoseconds * 1e-9;
    }

    /// <summary>Busy and total CPU seconds of all cores since start; zeros where the system does not say.</summary>
    public static (double Busy, double Total) Machine()
    {
        if (!File.Exists("/proc/stat"))
            return default;
        double[] ticks =
        [
            .. File.ReadLines("/proc/stat")
                .First()
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Take(8)
                .Select(text => double.Parse(text, CultureInfo.InvariantCulture)),
        ];
        double total = ticks.Sum() / 100;
        return (total - (ticks[3] + ticks[4]) / 100, total);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Read(int clock, out TimeSpec time);
}
