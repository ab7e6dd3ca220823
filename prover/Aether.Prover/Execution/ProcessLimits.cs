using System.Runtime.InteropServices;

namespace Aether.Prover.Execution;

/// <summary>Limits a child puts on itself before it reads a byte of a model: no core dump, no file writes, CPU time, writable memory.</summary>
internal static partial class ProcessLimits
{
    // Linux resource numbers (asm-generic); other systems have others and go without.
    private const int Cpu = 0;
    private const int FileSize = 1;
    private const int Data = 2;
    private const int Core = 4;

    /// <summary>Writable private memory the runtime needs beside the managed heap: JIT code, stacks, its own tables.</summary>
    private const int RuntimeMiB = 512;

    public static void Apply(int cpuSecs, int memoryMiB)
    {
        if (!OperatingSystem.IsLinux())
            return;
        Set(Core, 0);
        Set(FileSize, 0);
        Set(Cpu, (ulong)cpuSecs);
        Set(Data, ((ulong)memoryMiB + RuntimeMiB) << 20);
    }

    private static void Set(int resource, ulong value)
    {
        var limit = new Limit { Current = value, Maximum = value };
        if (SetLimit(resource, in limit) != 0)
            throw new InvalidOperationException($"setrlimit({resource}, {value}) failed with error {Marshal.GetLastPInvokeError()}");
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Current;
        public ulong Maximum;
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetLimit(int resource, in Limit limit);
}
