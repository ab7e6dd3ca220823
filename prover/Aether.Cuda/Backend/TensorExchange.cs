using Aether.Inference;

namespace Aether.Cuda;

/// <summary>Takes tensors to the device and back, between the stored form and the device's.</summary>
/// <param name="staging">At least as large as any tensor.</param>
internal sealed class TensorExchange(DeviceKernels kernels, CudaStream stream, CudaBuffer staging)
{
    private const int WordBytes = 4;

    /// <summary>Queues a tensor's way to a buffer.</summary>
    public void Upload(Tensor tensor, CudaBuffer to)
    {
        stream.Upload(to, tensor.Bytes);
        kernels.Recode(stream, ElementForm.Of(tensor.Type).FromStored(to.Address, to.Address, RoundedUp(tensor.Bytes.Length)));
    }

    /// <summary>The tensor in a buffer. Waits for the device.</summary>
    public Tensor Download(ElementType type, TensorShape shape, CudaBuffer from)
    {
        byte[] frame = new byte[Tensor.ByteCount(type, shape)];
        kernels.Recode(stream, ElementForm.Of(type).ToStored(from.Address, staging.Address, RoundedUp(frame.Length)));
        stream.Download(frame, staging);
        return Tensor.Decode(type, shape, frame);
    }

    private static long RoundedUp(long bytes) => (bytes + WordBytes - 1) / WordBytes * WordBytes;
}
