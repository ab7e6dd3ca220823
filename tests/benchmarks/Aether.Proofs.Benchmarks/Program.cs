using System.Globalization;
using System.Runtime.InteropServices;
using Aether.Inference.Benchmarks;
using Aether.Proofs;
using Aether.Proofs.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is not ([] or ["field"] or ["curve"] or ["opening"] or ["proof"] or ["scale"] or ["peer"] or ["gpu"]))
{
    Console.Error.WriteLine(
        "usage: aether-proofs-bench [field | curve | opening | proof | scale | peer | gpu]   measures proofs and the arithmetic under them"
    );
    return 2;
}
(double busyBefore, double totalBefore) = CpuClock.Machine();
double ownBefore = Environment.CpuUsage.TotalTime.TotalSeconds;
string processor = File.Exists("/proc/cpuinfo")
    ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
        ?? "?"
    : RuntimeInformation.ProcessArchitecture.ToString();
Console.WriteLine($"{processor}, {Environment.ProcessorCount} logical processors, {RuntimeInformation.FrameworkDescription}");
if (args is not (["proof"] or ["scale"] or ["peer"] or ["gpu"]))
    Console.WriteLine("CPU time of one thread, median of 9 samples (best in brackets)");
Console.WriteLine();
if (args is [] or ["field"])
    FieldReport.Print();
if (args is [] or ["curve"])
    CurveReport.Print();
if (args is [] or ["opening"])
    OpeningReport.Print();
if (args is [] or ["proof"])
    ProofReport.Print();
if (args is [] or ["scale"])
    ProofReport.PrintScale();
if (args is [] or ["peer"])
    await PeerReport.PrintAsync();
if (args is [] or ["gpu"])
    GpuReport.Print();
(double busy, double total) = CpuClock.Machine();
double own = Environment.CpuUsage.TotalTime.TotalSeconds - ownBefore;
if (total > totalBefore)
    Console.WriteLine(
        $"other processes used {100 * Math.Max(0, busy - busyBefore - own) / (total - totalBefore):F0} % of the machine meanwhile"
    );
return 0;
