namespace Aether.Inference;

/// <summary>Frames that a run is done with, kept for the next tensor of the same size. Sizes are powers of two, so they meet often.</summary>
internal sealed class BufferPool
{
    private readonly Dictionary<int, Stack<byte[]>> free = [];

    public Tensor Rent(ElementType type, TensorShape shape)
    {
        int length = checked((int)Tensor.ByteCount(type, shape));
        byte[] buffer = free.TryGetValue(length, out Stack<byte[]>? stack) && stack.TryPop(out byte[]? known) ? known : new byte[length];
        return Tensor.Over(type, shape, buffer);
    }

    /// <param name="tensor">Nobody reads it any more, under any shape.</param>
    public void Return(Tensor tensor)
    {
        if (!free.TryGetValue(tensor.Buffer.Length, out Stack<byte[]>? stack))
            free[tensor.Buffer.Length] = stack = new Stack<byte[]>();
        stack.Push(tensor.Buffer);
    }
}
