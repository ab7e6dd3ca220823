using System.Globalization;

namespace Aether.Indexer.Benchmarks;

/// <summary>CPU seconds and peak memory of a process and its descendants, from /proc. Children that ended count once they were waited for.</summary>
/// <param name="CpuSeconds">User and system time.</param>
/// <param name="PeakMegabytes">Largest resident set of any one of them (VmHWM), in units of 1,000,000 bytes.</param>
internal readonly record struct ProcessUsage(double CpuSeconds, double PeakMegabytes)
{
    private const double TicksPerSecond = 100;

    public static ProcessUsage OfTree(int process)
    {
        var children = ChildrenByParent();
        var (cpu, peak) = (0.0, 0.0);
        var open = new Stack<int>([process]);
        while (open.TryPop(out var id))
        {
            if (Read($"/proc/{id}/stat") is not { } stat)
                continue;
            // utime, stime, cutime, cstime: fields 14 to 17; what stands before the last parenthesis is a name.
            cpu += Fields(stat).Skip(11).Take(4).Sum(text => double.Parse(text, CultureInfo.InvariantCulture)) / TicksPerSecond;
            var high = Read($"/proc/{id}/status")?.Split('\n').FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            if (high is not null)
                peak = Math.Max(
                    peak,
                    double.Parse(high.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1.024e-3
                );
            foreach (var child in children[id])
                open.Push(child);
        }
        return new ProcessUsage(cpu, peak);
    }

    private static ILookup<int, int> ChildrenByParent() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (Id: id, Stat: Read($"/proc/{id}/stat")))
            .Where(found => found.Stat is not null)
            .ToLookup(found => int.Parse(Fields(found.Stat!)[1], CultureInfo.InvariantCulture), found => found.Id);

    private static string[] Fields(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return null; // It ended meanwhile.
        }
    }
}
