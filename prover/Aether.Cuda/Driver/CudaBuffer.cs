namespace Aether.Cuda;

/// <summary>Memory of a device.</summary>
/// <param name="bytes">Its length.</param>
internal sealed class CudaBuffer(CudaDevice device, ulong address, long bytes) : CudaHandle(device, (nint)address)
{
    public long Bytes { get; } = bytes;

    /// <summary>Where it starts, for a kernel's parameters.</summary>
    public ulong Address => (ulong)Value;

    protected override int Release(nint value) => CudaDriver.cuMemFree_v2((ulong)value);
}
