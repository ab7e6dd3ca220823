namespace Aether.Cuda;

/// <summary>The driver refused a call, or a kernel failed. After a failed kernel the device's context is lost: start the program again.</summary>
/// <param name="code">CUresult of the driver.</param>
public class CudaException(int code, string message) : Exception(message)
{
    private const int OutOfMemoryCode = 2;

    public int Code { get; } = code;

    /// <summary>The device is full: a smaller model, or another moment, may fit.</summary>
    public bool IsOutOfMemory => Code == OutOfMemoryCode;
}
