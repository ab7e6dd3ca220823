using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aether.Inference;
using Aether.Inference.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["keccak"])
{
    Console.WriteLine(Keccak().ToString("R"));
    return 0;
}
if (args is ["decode"])
{
    Decode();
    return 0;
}
if (args is ["onnxruntime"])
{
    SideBySide.Report(BenchModels.Residual());
    return 0;
}
if (args is ["accuracy"])
{
    Accuracy.Report();
    return 0;
}
if (args is ["memory"])
{
    Memory();
    return 0;
}
if (args is ["memory", string file])
{
    Console.WriteLine(PeakOfRun(file));
    return 0;
}
if (args.Length > 0)
{
    Console.Error.WriteLine("usage: aether-inference-bench   measures the CPU backends on one thread");
    return 2;
}

(double busyBefore, double totalBefore) = CpuClock.Machine();
double ownBefore = Environment.CpuUsage.TotalTime.TotalSeconds;
string processor = File.Exists("/proc/cpuinfo")
    ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
        ?? "?"
    : RuntimeInformation.ProcessArchitecture.ToString();
Console.WriteLine(
    $"{processor}, {Environment.ProcessorCount} logical processors, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}"
);
Console.WriteLine("CPU time of one thread, median of 9 samples (best in brackets)");
Console.WriteLine();

Air8Model dense = BenchModels.Dense(256, 1024, 256);
Report("int8 GEMM 256 x 1024 x 256 with requantisation and table", dense, naive: true);
Report("int8 GEMM 1 x 1024 x 4096, weights read once", BenchModels.Dense(1, 1024, 4096), naive: false);
Air8Model residual = BenchModels.Residual();
Report("residual CNN 32x32x3, 32 to 128 channels", residual, naive: false);
Report("the same with boundary roots", residual, naive: false, boundaries: true);
SideBySide.Report(residual);

Decode();
Accuracy.Report();

double wide = Keccak();
Console.WriteLine($"Keccak tree of 16 MiB: {wide / 1e6, 8:F2} M permutations/s with what this machine has widest");
if (Child("DOTNET_EnableAVX512", "keccak") is double narrow)
    Console.WriteLine($"Keccak tree of 16 MiB: {narrow / 1e6, 8:F2} M permutations/s with AVX-512 off");

Memory();

(double busy, double total) = CpuClock.Machine();
double own = Environment.CpuUsage.TotalTime.TotalSeconds - ownBefore;
if (total > totalBefore)
    Console.WriteLine(
        $"other processes used {100 * Math.Max(0, busy - busyBefore - own) / (total - totalBefore):F0} % of the machine meanwhile"
    );
return 0;

static void Report(string title, Air8Model model, bool naive, bool boundaries = false)
{
    double operations = 2.0 * model.Work.MultiplyAdds;
    Console.WriteLine($"{title}: {operations / 1e6:F1} M operations");
    double first = 0;
    if (naive)
        Line("naive loop", NaiveProduct(), ref first);
    foreach (IBackend backend in CpuBackends.All.Reverse())
    {
        if (backend.Unavailable is string reason)
        {
            Console.WriteLine($"  {backend.Name, -12} skipped: {reason}");
            continue;
        }
        using IModelSession session = backend.Open(model, RunLimits.Default);
        Tensor[] inputs = [BenchModels.Input(model)];
        RunOptions options = new() { Boundaries = boundaries };
        (double median, double best) = Measurement.Of(() => session.Run(inputs, options, CancellationToken.None));
        Line(backend.Name, (operations / median / 1e9, operations / best / 1e9), ref first);
    }
    Console.WriteLine();
}

static void Decode()
{
    Air8Model model = BenchModels.Decoder();
    Console.WriteLine(
        $"decode loop: 2 blocks of 128, {model.Work.MultiplyAdds / model.InputShape.Width / 1e6:F2} M multiply-adds a position, with boundary roots"
    );
    foreach (IBackend backend in CpuBackends.All.Reverse().Where(each => each.Unavailable is null))
    {
        using IModelSession session = backend.Open(model, RunLimits.Default);
        Tensor[] two = [BenchModels.Input(model)];
        (double median, double best) = Measurement.Of(() => session.Run(two, RunOptions.Default, CancellationToken.None));
        RunOptions bare = new() { Boundaries = false };
        (double without, _) = Measurement.Of(() => session.Run(two, bare, CancellationToken.None));
        int known = model.InputShape.Width;
        Tensor[] prompt = [Tensor.FromUInt16(model.InputShape, [.. Enumerable.Range(0, known).Select(i => (ushort)(i * 7 % 256))])];
        (double read, _) = Measurement.Of(() => session.Run(prompt, RunOptions.Default, CancellationToken.None));
        (double readBare, _) = Measurement.Of(() => session.Run(prompt, bare, CancellationToken.None));
        Console.WriteLine(
            $"  {backend.Name, -12} {64 / median, 8:F0} tokens/s ({64 / best:F0}), {64 / without, 8:F0} without roots; a prompt of {known}: {known / read, 8:F0} tokens/s, {known / readBare, 8:F0} without roots"
        );
    }
    Console.WriteLine();
}

static void Line(string name, (double Median, double Best) speed, ref double first)
{
    first = first == 0 ? speed.Median : first;
    Console.WriteLine($"  {name, -12} {speed.Median, 8:F1} GOP/s ({speed.Best:F1}), {speed.Median / first:F1} x the first");
}

static (double Median, double Best) NaiveProduct()
{
    const int Rows = 256;
    const int Inner = 1024;
    sbyte[] a = new sbyte[Rows * Inner];
    sbyte[] b = new sbyte[Rows * Inner];
    int[] c = new int[Rows * Rows];
    new Random(4).NextBytes(MemoryMarshal.AsBytes(a.AsSpan()));
    new Random(5).NextBytes(MemoryMarshal.AsBytes(b.AsSpan()));
    (double median, double best) = Measurement.Of(() =>
    {
        unchecked
        {
            for (int i = 0; i < Rows; i++)
            for (int j = 0; j < Rows; j++)
            {
                int sum = 0;
                for (int k = 0; k < Inner; k++)
                    sum += a[i * Inner + k] * b[j * Inner + k];
                c[i * Rows + j] = sum;
            }
        }
    });
    double operations = 2.0 * Rows * Rows * Inner;
    return (operations / median / 1e9, operations / best / 1e9);
}

// Leaves of 257 bytes take two permutations, nodes of 65 one.
static double Keccak()
{
    Tensor tensor = Tensor.FromInt8(new TensorShape(1 << 12, 1 << 12), new sbyte[1 << 24]);
    double leaves = tensor.Bytes.Length / 256.0;
    (double median, _) = Measurement.Of(() => TensorTree.Root(tensor));
    return (3 * leaves - 1) / median;
}

// Peak resident memory of a process of its own that loads a file and runs it, beside what the model is made of.
static void Memory()
{
    string file = Path.Combine(Path.GetTempPath(), $"aether-bench-{Environment.ProcessId}.air8");
    try
    {
        Air8Model model = BenchModels.Dense(1 << 13, 1 << 13, 1 << 13);
        File.WriteAllBytes(file, model.File.ToArray());
        if (Child("DOTNET_TieredPGO", "memory", file) is double peak)
            Console.WriteLine(
                $"dense layer of {model.Weights.Length >> 20} MiB on {model.Work.ActivationBytes >> 20} MiB of activations: peak resident {peak / (1 << 20):F0} MiB"
            );
    }
    finally
    {
        File.Delete(file);
    }
}

static long PeakOfRun(string file)
{
    Air8Model model = Air8Model.Load(file);
    using IModelSession session = CpuBackends.Widest.Open(model, new RunLimits(1L << 30));
    Tensor input = ZeroInput(model);
    // The bytes that came are the caller's, and gone before the run.
    GC.Collect();
    session.Run([input], RunOptions.Default, CancellationToken.None);
    string? line = File.Exists("/proc/self/status")
        ? File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmHWM", StringComparison.Ordinal))
        : null;
    return line is null
        ? Process.GetCurrentProcess().PeakWorkingSet64
        : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
}

// A method of its own: an unoptimised caller would keep the bytes alive to its end.
[MethodImpl(MethodImplOptions.NoInlining)]
static Tensor ZeroInput(Air8Model model)
{
    byte[] frame = new byte[Tensor.ByteCount(model.InputType, model.InputShape)];
    frame.AsSpan().Fill(0x80);
    return Tensor.Decode(model.InputType, model.InputShape, frame);
}

static double? Child(string switchedOff, params string[] arguments)
{
    ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
    if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        start.ArgumentList.Add(System.Reflection.Assembly.GetEntryAssembly()!.Location);
    foreach (string argument in arguments)
        start.ArgumentList.Add(argument);
    start.Environment[switchedOff] = "0";
    using Process child = Process.Start(start)!;
    string text = child.StandardOutput.ReadToEnd();
    child.WaitForExit();
    return double.TryParse(text, CultureInfo.InvariantCulture, out double value) ? value : null;
}
