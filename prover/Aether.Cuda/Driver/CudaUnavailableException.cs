namespace Aether.Cuda;

/// <summary>This machine cannot run CUDA; the message says why and what to do. Another backend gives the same bytes.</summary>
public sealed class CudaUnavailableException(string message) : CudaException(NoDeviceCode, message)
{
    private const int NoDeviceCode = 100;
}
