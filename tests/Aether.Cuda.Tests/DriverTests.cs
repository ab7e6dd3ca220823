using System.Text;
using Aether.Harness;

namespace Aether.Cuda.Tests;

/// <summary>The binding: what works gives results in order, what fails says what to do.</summary>
[Collection("device")]
public sealed class DriverTests
{
    [Fact]
    public async Task Checks_LibraryThatIsNotThere_SaysWhichOne()
    {
        CommandRun run = await CheckProgram.RunAsync("/nowhere/libcuda.so.1", ["checks"]);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("AETHER_CUDA_LIBRARY names /nowhere/libcuda.so.1, which cannot be loaded", run.Output);
    }

    [Fact]
    public async Task Checks_NoDriverOnThisMachine_SaysWhatToDo()
    {
        if (System.Runtime.InteropServices.NativeLibrary.TryLoad("libcuda.so.1", out _))
            return;
        CommandRun run = await CheckProgram.RunAsync(null, ["checks"]);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("the NVIDIA driver library (libcuda.so.1) was not found", run.Output);
        Assert.Contains("another backend gives the same bytes", run.Output);
    }

    [SimulatorFact]
    public void Open_NoDevice_SaysWhereToLook()
    {
        if (Simulator.RealDevice)
            return;
        Simulator.Set("devices", 0);
        try
        {
            CudaUnavailableException failure = Assert.Throws<CudaUnavailableException>(() => CudaDevice.Open());
            Assert.Contains("nvidia-smi", failure.Message);
        }
        finally
        {
            Simulator.Set("devices", 1);
        }
        Assert.Contains("there is no device 1", Assert.Throws<CudaUnavailableException>(() => CudaDevice.Open(1)).Message);
    }

    [SimulatorFact]
    public void Load_DeviceTooOld_SaysWhatIsNeeded()
    {
        if (Simulator.RealDevice)
            return;
        Simulator.Set("capability", 52);
        try
        {
            using CudaDevice device = CudaDevice.Open();
            CudaUnavailableException failure = Assert.Throws<CudaUnavailableException>(() => DeviceKernels.Load(device));
            Assert.Contains("compute capability 5.2; the kernels need 6.1", failure.Message);
        }
        finally
        {
            Simulator.Set("capability", 90);
        }
    }

    [SimulatorFact]
    public void Load_DeviceWithoutTensorCores_TakesTheOlderModule()
    {
        if (Simulator.RealDevice)
            return;
        Simulator.Set("capability", 75);
        try
        {
            using KernelBench bench = new();
            Assert.False(bench.Kernels.TensorCores);
            Random random = new(1);
            foreach (KernelCheck check in KernelCheck.All.Where(check => check.Name.Contains("dp4a", StringComparison.Ordinal)))
                check.Run(bench, random);
        }
        finally
        {
            Simulator.Set("capability", 90);
        }
    }

    [SimulatorFact]
    public void Load_TextThatIsNoPtx_ShowsTheCompilersLog()
    {
        using KernelBench bench = new();
        CudaException failure = Assert.Throws<CudaException>(() => bench.Device.Load("not PTX"u8));
        Assert.Contains("the driver did not accept the kernels", failure.Message);
        Assert.Contains("ptxas", failure.Message);
        string cut = Encoding
            .UTF8.GetString(DeviceKernels.Ptx(tensorCores: true))
            .Replace(".version", ".Version", StringComparison.Ordinal);
        Assert.Throws<CudaException>(() => bench.Device.Load(Encoding.UTF8.GetBytes(cut)));
    }

    [SimulatorFact]
    public void Kernel_NameThatIsNotThere_IsNamed()
    {
        using KernelBench bench = new();
        using CudaModule module = bench.Device.Load(DeviceKernels.Ptx(tensorCores: false));
        Assert.Equal("lut", module.Kernel("lut").Name);
        Assert.Contains("the kernel lutt is not in the module", Assert.Throws<CudaException>(() => module.Kernel("lutt")).Message);
    }

    [SimulatorFact]
    public void Allocate_MoreThanThereIs_SaysHowMuchIsFree()
    {
        using KernelBench bench = new();
        CudaException failure = Assert.Throws<CudaException>(() => bench.Device.Allocate(1L << 50));
        Assert.True(failure.IsOutOfMemory);
        Assert.Contains("are free", failure.Message);
    }

    [SimulatorFact]
    public void Copy_PastTheEnd_Throws()
    {
        using KernelBench bench = new();
        CudaBuffer buffer = bench.Empty(16);
        Assert.Throws<ArgumentOutOfRangeException>(() => bench.Stream.Upload(buffer, new byte[17]));
        Assert.Throws<ArgumentOutOfRangeException>(() => bench.Stream.Upload(buffer, new byte[8], 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => bench.Stream.Download(new byte[17], buffer));
        Assert.Throws<ArgumentOutOfRangeException>(() => bench.Stream.Clear(buffer, 17));
    }

    [SimulatorFact]
    public void Buffer_Disposed_IsNotUsed()
    {
        using KernelBench bench = new();
        CudaBuffer buffer = bench.Device.Allocate(16);
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.Address);
    }

    [SimulatorFact]
    public void Device_DisposedBeforeItsBuffers_StaysUntilTheLastOne()
    {
        CudaDevice device = CudaDevice.Open();
        CudaBuffer buffer = device.Allocate(16);
        device.Dispose();
        Assert.NotEqual(0UL, buffer.Address);
        buffer.Dispose();
    }

    [SimulatorFact]
    public void Pinned_ThereAndBack_WithEventsBetween()
    {
        using KernelBench bench = new();
        using PinnedBuffer there = bench.Device.AllocatePinned(1024);
        using PinnedBuffer back = bench.Device.AllocatePinned(1024);
        using CudaStream other = bench.Device.CreateStream();
        using CudaEvent first = bench.Device.CreateEvent();
        using CudaEvent last = bench.Device.CreateEvent();
        CudaBuffer buffer = bench.Empty(1024);
        new Random(2).NextBytes(there.Span);
        bench.Stream.Upload(buffer, there, 1024);
        bench.Stream.Record(first);
        // The other stream reads what the first one wrote, since it waits for the mark.
        other.Wait(first);
        other.Download(back, buffer, 1024);
        other.Record(last);
        last.Synchronize();
        Assert.Equal(there.Span.ToArray(), back.Span.ToArray());
        Assert.True(last.Since(first) >= TimeSpan.Zero);
    }

    [SimulatorFact]
    public void Graph_LaunchedTwice_DoesItsWorkTwice()
    {
        using KernelBench bench = new();
        CudaBuffer from = bench.Put<byte>([1, 2, 3, 4]);
        CudaBuffer to = bench.Empty(4);
        using CudaGraph graph = bench.Stream.Capture(() =>
        {
            bench.Stream.Copy(to, from, 4);
            bench.Kernels.Recode(bench.Stream, new RecodeArgs(to.Address, from.Address, 1, 0x80808080, 0));
        });
        Assert.Equal([1, 2, 3, 4], bench.Get<byte>(from, 4));
        bench.Stream.Launch(graph);
        Assert.Equal([0x81, 0x82, 0x83, 0x84], bench.Get<byte>(from, 4));
        bench.Stream.Launch(graph);
        Assert.Equal([1, 2, 3, 4], bench.Get<byte>(from, 4));
    }
}
