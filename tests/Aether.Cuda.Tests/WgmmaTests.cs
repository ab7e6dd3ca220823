using Aether.Inference;

namespace Aether.Cuda.Tests;

/// <summary>The tensor cores of Hopper are used where they pass their trial and nowhere else, and what is computed is the same either way.</summary>
[Collection("device")]
public sealed class WgmmaTests
{
    private static readonly string[] Contractions = ["contract_wgmma_128", "contract_wgmma_256"];

    /// <summary>ae_sim_wgmma_faults of prover/kernels/simulator/scheduler.h, and what the trial has to say.</summary>
    public static TheoryData<int, bool, string> Faults =>
        new()
        {
            { 1, false, "in its trial Wgmma256 gave" },
            { 2, false, "in its trial Wgmma256 gave" },
            { 3, false, "in its trial Wgmma256 gave" },
            { 4, false, "of extremes" },
            { 5, false, "an instruction that this device does not have" },
            { 5, true, "an instruction that this device does not have" },
        };

    [SimulatorFact]
    public void Run_OnHopper_UsesWgmmaAndEqualsTheScalarBackend()
    {
        if (Simulator.RealDevice)
            return;
        CudaBackend backend = new();
        Assert.EndsWith("tensor cores by wgmma, which passed its trial", backend.Description);
        long[] before = [.. Contractions.Select(Simulator.Runs)];
        RunBoth(backend);
        Assert.All(Contractions.Zip(before), one => Assert.True(Simulator.Runs(one.First) > one.Second, one.First));
    }

    [SimulatorTheory]
    [MemberData(nameof(Faults))]
    public void Run_WgmmaFailsItsTrial_UsesMmaSyncAndSaysWhy(int fault, bool sticky, string says)
    {
        if (Simulator.RealDevice)
            return;
        Simulator.Set("wgmma", (ulong)fault);
        Simulator.Set("sticky", sticky ? 1u : 0);
        try
        {
            CudaBackend backend = new();
            Assert.Null(backend.Unavailable);
            Assert.Contains("tensor cores by mma.sync; wgmma is not used: ", backend.Description);
            Assert.Contains(says, backend.Description);
            long[] before = [.. Contractions.Select(Simulator.Runs)];
            RunBoth(backend);
            Assert.Equal(before, Contractions.Select(Simulator.Runs));
        }
        finally
        {
            Simulator.Set("wgmma", 0);
            Simulator.Set("sticky", 0);
        }
    }

    [SimulatorTheory]
    [InlineData(80)]
    [InlineData(89)]
    [InlineData(100)]
    public void Open_AnotherCapability_DoesNotTryWgmma(int capability)
    {
        if (Simulator.RealDevice)
            return;
        Simulator.Set("capability", (ulong)capability);
        try
        {
            long[] before = [.. Contractions.Select(Simulator.Runs)];
            CudaBackend backend = new();
            Assert.Equal($"{backend.Device}", backend.Description);
            RunBoth(backend);
            Assert.Equal(before, Contractions.Select(Simulator.Runs));
            using CudaDevice device = CudaDevice.Open();
            Assert.Throws<CudaException>(() => device.Load(DeviceKernels.WgmmaPtx()));
        }
        finally
        {
            Simulator.Set("capability", 90);
        }
    }

    [SimulatorFact]
    public void Open_SwitchedOff_DoesNotTryWgmma()
    {
        if (Simulator.RealDevice)
            return;
        Simulator.Use();
        Environment.SetEnvironmentVariable(DeviceKernels.WgmmaVariable, "no");
        try
        {
            long[] before = [.. Contractions.Select(Simulator.Runs)];
            Assert.Contains("AETHER_CUDA_WGMMA is no", new CudaBackend().Description);
            Assert.Equal(before, Contractions.Select(Simulator.Runs));
        }
        finally
        {
            Environment.SetEnvironmentVariable(DeviceKernels.WgmmaVariable, null);
        }
    }

    [SimulatorFact]
    public void Launch_MoreSharedMemoryThanAllowed_IsRefused()
    {
        if (Simulator.RealDevice)
            return;
        using KernelBench bench = new();
        using CudaModule module = bench.Device.Load(DeviceKernels.WgmmaPtx());
        Assert.Throws<CudaException>(() => module.Kernel("wgmma_peak", 228 << 10));
        CudaKernel asked = module.Kernel("wgmma_peak", 50 << 10);
        CudaKernel more = asked with { SharedBytes = (50 << 10) + 1 };
        Assert.Throws<CudaException>(() => bench.Stream.Launch(more, (1, 1, 1), 256, new PeakArgs(bench.Empty(1024).Address, 1)));
    }

    [Fact]
    public void Ptx_EveryWayThroughIt_KeepsTheRulesOfWgmma() => Assert.Empty(WgmmaPtx.Faults(WgmmaPtx.CheckedIn));

    [Theory]
    [InlineData("wgmma.fence.sync.aligned;", "", "without a fence")]
    [InlineData("wgmma.wait_group.sync.aligned 0;", "", "belongs to products under way")]
    [InlineData("fence.proxy.async.shared::cta;", "", "not published")]
    [InlineData("bar.sync", "// bar.sync", "not published")]
    [InlineData("m64n256k32", "m64n128k32", "128 registers for 128 columns")]
    [InlineData(".s8.s8 {", ".s8.s8 {%r0, ", "registers for")]
    [InlineData(".target sm_90a", ".target sm_90", "for sm_90a")]
    public void Ptx_Mutated_IsFoundOut(string find, string replace, string says)
    {
        string text = WgmmaPtx.CheckedIn;
        Assert.Contains(find, text);
        Assert.Contains(
            WgmmaPtx.Faults(text.Replace(find, replace, StringComparison.Ordinal)),
            fault => fault.Contains(says, StringComparison.Ordinal)
        );
    }

    /// <summary>A convolution to 128 outputs and a dense layer of 300 over 256 rows: one for each tile of wgmma.</summary>
    private static void RunBoth(CudaBackend backend)
    {
        Random random = new(7);
        Air8Model model = SyntheticModels.Wide(16, 32, 300);
        sbyte[] image = [.. Enumerable.Range(0, (int)model.InputShape.LiveCount).Select(_ => (sbyte)random.Next(-127, 128))];
        using IModelSession session = backend.Open(model, RunLimits.Default);
        ModelChecks.AssertSame(session, [Tensor.FromInt8(model.InputShape, image)]);
    }
}
