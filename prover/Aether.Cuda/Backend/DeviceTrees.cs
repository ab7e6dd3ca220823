using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Aether.Inference;

namespace Aether.Cuda;

/// <summary>Tensor roots of a run. Leaves are hashed behind the kernel that made the tensor; all levels above, of all tensors, at the end.</summary>
/// <param name="capacity">Hashes that the arena holds: twice the leaves of the tensors between two calls of <see cref="Finish"/>.</param>
/// <remarks>Source: prover/AIR8.md, Trees; prover/kernels/keccak.cu.</remarks>
internal sealed class DeviceTrees(CudaDevice device, DeviceKernels kernels, CudaStream stream, long capacity = DeviceTrees.CapacityDefault)
    : IDisposable
{
    public const long CapacityDefault = 1 << 16;

    private const int PreimageBytes = 112;
    private const int LeafCountOffset = 67;
    private readonly CudaBuffer arena = device.Allocate(capacity * Digest.Size);
    private readonly List<DeviceTree> trees = [];
    private readonly List<byte> preimages = [];
    private CudaBuffer? list;
    private CudaBuffer? roots;
    private long used;

    /// <summary>Hashes of a tensor's tree: leaves are a power of two, since frames are.</summary>
    public static long HashesOf(ElementType type, TensorShape shape) =>
        2 * Math.Max(1, Tensor.ByteCount(type, shape) / TensorTree.LeafSize);

    /// <summary>Another tensor fits before <see cref="Finish"/> has to be called.</summary>
    public bool Fits(ElementType type, TensorShape shape) => used + HashesOf(type, shape) <= capacity;

    /// <summary>Queues the leaves of a tensor as it lies on the device now.</summary>
    public void Add(ElementType type, TensorShape shape, CudaBuffer frame)
    {
        long hashes = HashesOf(type, shape);
        if (used + hashes > capacity)
            throw new InvalidOperationException($"{hashes} hashes do not fit into an arena of {capacity} that holds {used}");
        trees.Add(new DeviceTree((ulong)used, (uint)BitOperations.Log2((ulong)hashes) - 1, 0));
        preimages.AddRange(Preimage(type, shape, hashes / 2));
        ulong leaves = arena.Address + (ulong)(used * Digest.Size);
        kernels.HashLeaves(stream, ElementForm.Of(type).Leaves(frame.Address, leaves, Tensor.ByteCount(type, shape)));
        used += hashes;
    }

    /// <summary>Roots of the tensors added since the last call, in order. Waits for the device.</summary>
    public Digest[] Finish()
    {
        if (trees.Count == 0)
            return [];
        List<DeviceTree> levels = [.. trees];
        List<NodesArgs> launches = [];
        for (int level = 1; level <= trees.Max(tree => (int)tree.LeavesLog); level++)
        {
            uint nodes = 0;
            int first = levels.Count;
            foreach (DeviceTree tree in trees.Where(tree => tree.LeavesLog >= level))
            {
                levels.Add(tree with { NodesBefore = nodes });
                nodes = checked(nodes + (1u << ((int)tree.LeavesLog - level)));
            }
            launches.Add(new NodesArgs((ulong)first, arena.Address, (uint)(levels.Count - first), (uint)level, nodes));
        }

        Reserve(ref list, levels.Count * DeviceTree.Size + (long)preimages.Count);
        Reserve(ref roots, (long)trees.Count * Digest.Size);
        stream.Upload(list!, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(levels)));
        long preimagesAt = (long)levels.Count * DeviceTree.Size;
        stream.Upload(list!, CollectionsMarshal.AsSpan(preimages), preimagesAt);
        foreach (NodesArgs launch in launches)
            kernels.HashNodes(stream, launch with { Trees = list!.Address + launch.Trees * DeviceTree.Size });
        ulong start = list!.Address;
        kernels.HashRoots(stream, new RootsArgs(start + (ulong)preimagesAt, start, arena.Address, roots!.Address, (uint)trees.Count));
        byte[] made = new byte[trees.Count * Digest.Size];
        stream.Download(made, roots!);
        trees.Clear();
        preimages.Clear();
        used = 0;
        return [.. made.Chunk(Digest.Size).Select(root => new Digest(root))];
    }

    public void Dispose()
    {
        list?.Dispose();
        roots?.Dispose();
        arena.Dispose();
    }

    private void Reserve(ref CudaBuffer? buffer, long bytes)
    {
        if (buffer is not null && buffer.Bytes >= bytes)
            return;
        buffer?.Dispose();
        buffer = device.Allocate((long)BitOperations.RoundUpToPowerOf2((ulong)bytes));
    }

    /// <summary>H(06 | type, rank, frame, live, count | top) without its top, filled up to whole words.</summary>
    private static byte[] Preimage(ElementType type, TensorShape shape, long leaves)
    {
        byte[] bytes = new byte[PreimageBytes];
        (bytes[0], bytes[1], bytes[2]) = ((byte)Domain.Tensor, (byte)type, TensorShape.AxisCount);
        for (int axis = 0; axis < TensorShape.AxisCount; axis++)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(3 + 8 * axis), 1L << shape.Log(axis));
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(3 + 8 * (TensorShape.AxisCount + axis)), shape.Live(axis));
        }
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(LeafCountOffset), leaves);
        return bytes;
    }
}
