using Aether.Harness;
using Xunit.Abstractions;

namespace Aether.Cuda.Tests;

/// <summary>Every kernel gives the bytes of a plain reference, on random shapes and extremes, whatever the order its threads run in.</summary>
[Collection("device")]
public sealed class KernelTests(ITestOutputHelper output)
{
    private static readonly int Rounds = Seed.Deep ? 60 : 4;

    public static TheoryData<string> Names => [.. KernelCheck.All.Select(check => check.Name)];

    [SimulatorTheory]
    [MemberData(nameof(Names))]
    public void Kernel_RandomShapes_EqualsTheReference(string name)
    {
        KernelCheck check = KernelCheck.All.Single(one => one.Name == name);
        int seed = Seed.Choose(output.WriteLine);
        using KernelBench bench = new(wgmma: check.NeedsWgmma ? WgmmaUse.Tried : WgmmaUse.Never);
        if (!check.CanRun(bench))
        {
            output.WriteLine($"skipped: tensor cores (this device has none; {bench.Kernels.WgmmaNote})");
            return;
        }
        // The natural order first, then two others.
        foreach (ulong schedule in new ulong[] { 0, 1, (ulong)(uint)seed | 2 })
        {
            Simulator.Set("seed", schedule);
            Random random = new(seed);
            for (int round = 0; round < Rounds; round++)
            {
                try
                {
                    check.Run(bench, random);
                }
                catch (Exception failure)
                {
                    throw new InvalidOperationException($"round {round}, schedule {schedule}: {failure.Message}", failure);
                }
                bench.Clear();
            }
        }
        Simulator.Set("seed", 0);
    }

    [SimulatorTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Args_InCAndInCSharp_HaveOneSize(bool tensorCores)
    {
        if (Simulator.RealDevice)
            return;
        Simulator.Use();
        _ = CudaDevice.Count();
        Dictionary<string, int> sizes = ArgsSizes.All;
        foreach (string name in DeviceKernels.Names(tensorCores).Concat(DeviceKernels.WgmmaKernels.Keys).Concat(ProofKernels.Names))
            Assert.Equal(sizes[name], Simulator.ArgsBytes(name));
    }
}
