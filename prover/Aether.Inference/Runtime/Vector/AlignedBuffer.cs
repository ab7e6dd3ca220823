using System.Runtime.CompilerServices;

namespace Aether.Inference;

/// <summary>Scratch memory that begins at a cache line, never moves, and grows to the largest size asked for.</summary>
internal sealed unsafe class AlignedBuffer
{
    private const int Line = 64;

    private byte[] memory = [];

    /// <returns>Start of at least this many bytes; what was there before is lost.</returns>
    public void* OfBytes(long bytes)
    {
        if (memory.Length < bytes + Line)
            memory = GC.AllocateUninitializedArray<byte>(checked((int)bytes + Line), pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref memory[0]);
        return (void*)((start + Line - 1) & ~(nint)(Line - 1));
    }
}
