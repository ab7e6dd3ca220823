namespace Aether.Cuda;

/// <summary>What the driver says about a device.</summary>
/// <param name="Ordinal">Number among the devices of this machine, from 0.</param>
/// <param name="Capability">Compute capability, major times 10 plus minor: 90 is Hopper.</param>
/// <param name="Multiprocessors">Streaming multiprocessors.</param>
/// <param name="MemoryBytes">All memory of the device.</param>
/// <param name="DriverVersion">Newest CUDA that the driver knows, major times 1000 plus minor times 10.</param>
public sealed record CudaDeviceInfo(int Ordinal, string Name, int Capability, int Multiprocessors, long MemoryBytes, int DriverVersion)
{
    public override string ToString() =>
        $"{Name}, sm_{Capability}, {Multiprocessors} multiprocessors, {MemoryBytes >> 20} MiB, driver for CUDA {DriverVersion / 1000}.{DriverVersion % 1000 / 10}";
}
