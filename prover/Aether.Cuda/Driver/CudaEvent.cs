namespace Aether.Cuda;

/// <summary>A mark in a stream, to wait for and to measure between.</summary>
internal sealed class CudaEvent(CudaDevice device, nint value) : CudaHandle(device, value)
{
    /// <summary>Waits until everything before the mark is done.</summary>
    public void Synchronize() => CudaDriver.Check(CudaDriver.cuEventSynchronize(Value));

    /// <summary>Time on the device between two marks that were both reached.</summary>
    public TimeSpan Since(CudaEvent earlier)
    {
        CudaDriver.Check(CudaDriver.cuEventElapsedTime(out float milliseconds, earlier.Value, Value));
        return TimeSpan.FromMilliseconds(milliseconds);
    }

    protected override int Release(nint value) => CudaDriver.cuEventDestroy_v2(value);
}
