namespace Aether.Cuda;

/// <summary>Host memory that stays where it is, so that copies run beside other work. Not to be touched while a copy is under way.</summary>
/// <param name="bytes">Its length.</param>
internal sealed unsafe class PinnedBuffer(CudaDevice device, nint address, int bytes) : CudaHandle(device, address)
{
    public int Bytes { get; } = bytes;

    public Span<byte> Span => new((void*)Value, Bytes);

    protected override int Release(nint value) => CudaDriver.cuMemFreeHost(value);
}
