using System.Diagnostics;
using System.Runtime.InteropServices;
using Aether.Harness;

namespace Aether.Cuda.Tests;

/// <summary>The driver library of these tests: the simulator, built when needed, or the machine's own where AETHER_GPU is "yes".</summary>
internal static unsafe class Simulator
{
    private static readonly Lazy<bool> Ready = new(Prepare);

    public static bool RealDevice => Environment.GetEnvironmentVariable("AETHER_GPU") == "yes";

    /// <summary>Why tests that need a simulator cannot run; null where they can.</summary>
    public static string? Missing =>
        RealDevice || (Repository.OnPath("g++") ?? Repository.OnPath("clang++")) is not null
            ? null
            : "skipped: simulator (no g++ and no clang++ to build it with)";

    /// <summary>Points the binding at the library; to be called before anything else of it.</summary>
    public static void Use() => _ = Ready.Value;

    /// <summary>seed, devices, capability, memory, wgmma or sticky; see prover/kernels/simulator/driver.cpp.</summary>
    public static void Set(string option, ulong value)
    {
        Use();
        if (RealDevice)
            return;
        if (option == "sticky" && value != 0)
            CloseForgotten();
        nint entry = NativeLibrary.GetExport(CudaDriver.LibraryHandle, "aetherSimulatorSet");
        nint name = Marshal.StringToCoTaskMemUTF8(option);
        int code = ((delegate* unmanaged<nint, ulong, int>)entry)(name, value);
        Marshal.FreeCoTaskMem(name);
        if (code != 0)
            throw new InvalidOperationException($"the simulator has no option {option}");
    }

    /// <summary>
    /// Backends of earlier tests, which nobody closes, hold the device's context: once it is broken it stays so until the last of them is gone.
    /// </summary>
    private static void CloseForgotten()
    {
        // Buffers first, then the device that they hold.
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    /// <summary>Bytes of a kernel's parameter in C; -1 when there is no such kernel.</summary>
    public static long ArgsBytes(string kernel)
    {
        nint entry = NativeLibrary.GetExport(CudaDriver.LibraryHandle, "aetherSimulatorArgsBytes");
        nint name = Marshal.StringToCoTaskMemUTF8(kernel);
        long bytes = ((delegate* unmanaged<nint, long>)entry)(name);
        Marshal.FreeCoTaskMem(name);
        return bytes;
    }

    /// <summary>Launches of a kernel that have run on the simulator.</summary>
    public static long Runs(string kernel)
    {
        nint entry = NativeLibrary.GetExport(CudaDriver.LibraryHandle, "aetherSimulatorRuns");
        nint name = Marshal.StringToCoTaskMemUTF8(kernel);
        long runs = checked((long)((delegate* unmanaged<nint, ulong>)entry)(name));
        Marshal.FreeCoTaskMem(name);
        return runs;
    }

    /// <summary>Runs prover/kernels/build. Returns its exit code and everything it printed.</summary>
    public static (int Code, string Output) Build(params string[] arguments)
    {
        ProcessStartInfo start = new(Repository.PathOf("prover", "kernels", "build"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
#pragma warning disable VSTHRD002 // the process has ended its output; nothing waits for this thread
        output += errors.Result;
#pragma warning restore VSTHRD002
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private static bool Prepare()
    {
        if (RealDevice || Environment.GetEnvironmentVariable(CudaDriver.LibraryVariable) is { Length: > 0 })
            return true;
        (int code, string output) = Build("simulator");
        if (code != 0)
            throw new InvalidOperationException($"the simulator was not built:\n{output}");
        Environment.SetEnvironmentVariable(
            CudaDriver.LibraryVariable,
            Repository.PathOf("artifacts", "kernels", "simulator", "libcuda.so.1")
        );
        return true;
    }
}
