using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aether.Inference;

namespace Aether.Cuda;

/// <summary>Tensor roots of a run: leaves tensor by tensor or all at once, levels above of many tensors at once.</summary>
/// <remarks>
/// Which tensors come is known beforehand, so everything that kernels read is uploaded once and a recorded graph can make the roots.
/// Source: prover/AIR8.md, Trees; prover/kernels/keccak.cu.
/// </remarks>
internal sealed class DeviceTrees : IDisposable
{
    /// <summary>Hashes that stand beside each other: 128 MiB. A tensor with more has them all the same.</summary>
    private const long ArenaHashes = 1 << 22;

    private const int PreimageBytes = 112;
    private const int LeafCountOffset = 67;
    private readonly DeviceKernels kernels;
    private readonly (ElementType Type, TensorShape Shape)[] tensors;
    private readonly DeviceTree[] trees;
    private readonly Group[] groups;
    private readonly CudaBuffer arena;
    private readonly CudaBuffer lists;
    private readonly CudaBuffer roots;
    private int group;

    /// <param name="tensors">All tensors of a step in the order of <see cref="Add"/>; at least one.</param>
    /// <param name="steps">Steps whose roots are kept: 1, or the positions of a decode loop.</param>
    /// <param name="position">Address of the word that numbers the step; 0 when there is one.</param>
    /// <param name="places">Where the tensors lie at the end of a step, for <see cref="AddAll"/>; null when they do not stay.</param>
    public DeviceTrees(
        CudaDevice device,
        DeviceKernels kernels,
        CudaStream stream,
        IReadOnlyList<(ElementType Type, TensorShape Shape)> tensors,
        int steps = 1,
        ulong position = 0,
        IReadOnlyList<(ulong Address, DeviceBox Box)>? places = null
    )
    {
        (this.kernels, this.tensors) = (kernels, [.. tensors]);
        trees = new DeviceTree[tensors.Count];
        List<DeviceTree> levels = [];
        groups = [.. Divide(levels, out long most)];
        arena = device.Allocate(most * Digest.Size);
        roots = device.Allocate((long)steps * tensors.Count * Digest.Size);
        byte[] preimages = [.. tensors.SelectMany(tensor => Preimage(tensor.Type, tensor.Shape))];
        long preimagesAt = (long)levels.Count * DeviceTree.Size;
        HashedTensor[] hashed = places is null ? [] : Hashed(places);
        ReadOnlySpan<byte> hashedBytes = MemoryMarshal.AsBytes(hashed.AsSpan());
        long hashedAt = preimagesAt + preimages.Length;
        lists = device.Allocate(hashedAt + hashedBytes.Length);
        stream.Upload(lists, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(levels)));
        stream.Upload(lists, preimages, preimagesAt);
        stream.Upload(lists, hashedBytes, hashedAt);
        foreach (Group one in groups)
            Place(one, preimagesAt, hashedAt, position, tensors.Count);
    }

    /// <summary>Hashes of a tensor's tree: leaves are a power of two, since frames are.</summary>
    public static long HashesOf(ElementType type, TensorShape shape) =>
        2 * Math.Max(1, Tensor.ByteCount(type, shape) / TensorTree.LeafSize);

    /// <summary>Forgets a step that was not finished.</summary>
    public void Restart() => group = 0;

    /// <summary>Queues the leaves of the next tensor as it lies at an address then, and what is above a group of tensors behind its last.</summary>
    /// <param name="number">0, 1, .. in every step.</param>
    public void Add(CudaStream stream, int number, ulong frame)
    {
        (ElementType type, TensorShape shape) = tensors[number];
        ulong leaves = arena.Address + trees[number].Start * Digest.Size;
        kernels.HashLeaves(stream, ElementForm.Of(type).Leaves(frame, leaves, Tensor.ByteCount(type, shape)));
        if (number != groups[group].Last)
            return;
        Finish(stream, groups[group]);
        group = (group + 1) % groups.Length;
    }

    /// <summary>Queues the trees of all tensors, which lie where the constructor was told.</summary>
    public void AddAll(CudaStream stream)
    {
        foreach (Group one in groups)
        {
            kernels.HashAllLeaves(stream, one.Leaves);
            Finish(stream, one);
        }
    }

    private void Finish(CudaStream stream, Group one)
    {
        foreach (NodesArgs nodes in one.Nodes)
            kernels.HashNodes(stream, nodes);
        kernels.HashRoots(stream, one.Roots);
    }

    private HashedTensor[] Hashed(IReadOnlyList<(ulong Address, DeviceBox Box)> places)
    {
        HashedTensor[] hashed = new HashedTensor[tensors.Length];
        foreach (Group one in groups)
        {
            uint before = 0;
            for (int i = one.First; i <= one.Last; i++)
            {
                ElementForm form = ElementForm.Of(tensors[i].Type);
                uint wide = form.Bytes == 1 ? 0 : 1u;
                hashed[i] = new HashedTensor(places[i].Address, trees[i].Start, places[i].Box, form.StoredMaskOfWord, before, wide);
                before = checked(before + (1u << (int)trees[i].LeavesLog));
            }
        }
        return hashed;
    }

    /// <summary>Roots of the first steps, tensor by tensor. Waits for the device.</summary>
    public Digest[] Download(CudaStream stream, int steps = 1)
    {
        byte[] made = new byte[(long)steps * tensors.Length * Digest.Size];
        stream.Download(made, roots);
        return [.. made.Chunk(Digest.Size).Select(root => new Digest(root))];
    }

    public void Dispose()
    {
        lists.Dispose();
        roots.Dispose();
        arena.Dispose();
    }

    /// <summary>Cuts the tensors into groups that the arena holds, and lists the trees of every group, then of each of its levels.</summary>
    private List<Group> Divide(List<DeviceTree> levels, out long most)
    {
        List<Group> made = [];
        most = 0;
        for (int first = 0; first < tensors.Length; )
        {
            long used = 0;
            int end = first;
            for (; end < tensors.Length; end++)
            {
                long hashes = HashesOf(tensors[end].Type, tensors[end].Shape);
                if (end > first && used + hashes > ArenaHashes)
                    break;
                trees[end] = new DeviceTree((ulong)used, (uint)BitOperations.Log2((ulong)hashes) - 1, 0);
                used += hashes;
            }
            most = Math.Max(most, used);
            made.Add(ListOf(first, end - 1, levels));
            first = end;
        }
        return made;
    }

    private Group ListOf(int first, int last, List<DeviceTree> levels)
    {
        DeviceTree[] members = trees[first..(last + 1)];
        Group made = new()
        {
            First = first,
            Last = last,
            ListStart = levels.Count,
        };
        levels.AddRange(members);
        for (int level = 1; level <= members.Max(tree => (int)tree.LeavesLog); level++)
        {
            int start = levels.Count;
            uint nodes = 0;
            foreach (DeviceTree tree in members.Where(tree => tree.LeavesLog >= level))
            {
                levels.Add(tree with { NodesBefore = nodes });
                nodes = checked(nodes + (1u << ((int)tree.LeavesLog - level)));
            }
            // For now the number of the first tree; Place makes an address of it.
            made.Nodes.Add(new NodesArgs((ulong)start, 0, (uint)(levels.Count - start), (uint)level, nodes));
        }
        return made;
    }

    private void Place(Group one, long preimagesAt, long hashedAt, ulong position, int count)
    {
        one.Leaves = new AllLeavesArgs(
            lists.Address + (ulong)(hashedAt + (long)one.First * Unsafe.SizeOf<HashedTensor>()),
            arena.Address,
            (uint)(one.Last - one.First + 1),
            (uint)trees[one.First..(one.Last + 1)].Sum(tree => 1L << (int)tree.LeavesLog)
        );
        for (int i = 0; i < one.Nodes.Count; i++)
            one.Nodes[i] = one.Nodes[i] with { Trees = lists.Address + one.Nodes[i].Trees * DeviceTree.Size, Hashes = arena.Address };
        one.Roots = new RootsArgs(
            lists.Address + (ulong)preimagesAt + (ulong)(one.First * PreimageBytes),
            lists.Address + (ulong)(one.ListStart * DeviceTree.Size),
            arena.Address,
            roots.Address + (ulong)(one.First * Digest.Size),
            position,
            (uint)(one.Last - one.First + 1),
            (uint)count
        );
    }

    /// <summary>H(06 | type, rank, frame, live, count | top) without its top, filled up to whole words.</summary>
    private static byte[] Preimage(ElementType type, TensorShape shape)
    {
        byte[] bytes = new byte[PreimageBytes];
        (bytes[0], bytes[1], bytes[2]) = ((byte)Domain.Tensor, (byte)type, TensorShape.AxisCount);
        for (int axis = 0; axis < TensorShape.AxisCount; axis++)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(3 + 8 * axis), 1L << shape.Log(axis));
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(3 + 8 * (TensorShape.AxisCount + axis)), shape.Live(axis));
        }
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(LeafCountOffset), HashesOf(type, shape) / 2);
        return bytes;
    }

    /// <summary>Tensors whose hashes stand in the arena together.</summary>
    private sealed class Group
    {
        public required int First { get; init; }

        public required int Last { get; init; }

        public required int ListStart { get; init; }

        public List<NodesArgs> Nodes { get; } = [];

        public AllLeavesArgs Leaves { get; set; }

        public RootsArgs Roots { get; set; }
    }
}
