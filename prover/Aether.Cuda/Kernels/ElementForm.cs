using Aether.Inference;

namespace Aether.Cuda;

/// <summary>How elements of a type are stored in files and trees, and how they lie on the device.</summary>
/// <param name="StoredMask">Four stored bytes of zeros, as a little-endian word.</param>
/// <param name="Swap">Stored with the high byte first.</param>
/// <remarks>Source: prover/AIR8.md, Tensors; prover/kernels/tensor.h.</remarks>
internal readonly record struct ElementForm(ElementType Type, uint StoredMask, bool Swap)
{
    private const int WordBytes = 4;

    /// <summary>Bytes of an element, in both forms.</summary>
    public int Bytes => Type == ElementType.Int8 ? 1 : 2;

    public static ElementForm Of(ElementType type) =>
        type switch
        {
            ElementType.Int8 => new(type, 0x80808080, Swap: false),
            ElementType.UInt16 => new(type, 0, Swap: true),
            ElementType.Int16 => new(type, 0x00800080, Swap: true),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no such element type"),
        };

    /// <summary>Eight stored bytes of zeros.</summary>
    public ulong StoredMaskOfWord => ((ulong)StoredMask << 32) | StoredMask;

    /// <param name="bytes">A multiple of 4.</param>
    public RecodeArgs FromStored(ulong stored, ulong device, long bytes) => Args(stored, device, bytes, StoredMask);

    /// <param name="bytes">A multiple of 4.</param>
    public RecodeArgs ToStored(ulong device, ulong stored, long bytes) =>
        Args(device, stored, bytes, Swap ? ((StoredMask & 0x00ff00ff) << 8) | ((StoredMask >> 8) & 0x00ff00ff) : StoredMask);

    /// <summary>Leaf hashes of a frame of the device.</summary>
    /// <param name="bytes">Of the frame.</param>
    public LeavesArgs Leaves(ulong device, ulong hashes, long bytes)
    {
        int rest = (int)(bytes % 8);
        return new LeavesArgs(
            device,
            hashes,
            (ulong)((bytes + 7) / 8),
            (ulong)((bytes + TensorTree.LeafSize - 1) / TensorTree.LeafSize),
            StoredMaskOfWord,
            rest == 0 ? ulong.MaxValue : (1UL << (8 * rest)) - 1,
            Swap ? 1u : 0
        );
    }

    private RecodeArgs Args(ulong from, ulong to, long bytes, uint mask) =>
        bytes % WordBytes == 0
            ? new(from, to, (ulong)(bytes / WordBytes), mask, Swap ? 1u : 0)
            : throw new ArgumentException($"{bytes} bytes are no whole words", nameof(bytes));
}
