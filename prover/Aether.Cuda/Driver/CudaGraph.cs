namespace Aether.Cuda;

/// <summary>Work that was recorded once and is launched many times with one call: the steps of a decode loop.</summary>
/// <remarks>Addresses and parameters are those of the recording, so the buffers it names must outlive it.</remarks>
internal sealed class CudaGraph(CudaDevice device, nint value) : CudaHandle(device, value)
{
    protected override int Release(nint value) => CudaDriver.cuGraphExecDestroy(value);
}
