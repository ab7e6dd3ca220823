using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Aether.Hashing;
using Aether.Inference;

namespace Aether.Cuda.Tests;

/// <summary>Tensor roots made on the device, several trees in one go, against Keccak-256 of the bytes that AIR8.md names.</summary>
internal static class HashChecks
{
    public static IEnumerable<KernelCheck> All => [new("roots", Roots), new("roots-of-all", RootsOfAll)];

    private static void Roots(KernelBench bench, Random random)
    {
        int count = random.Next(1, 9),
            steps = random.Next(1, 4);
        (ElementType Type, TensorShape Shape)[] tensors =
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                    (
                        (ElementType)random.Next(1, 4),
                        random.Next(2) == 0 ? Frames.Shape(random, 3, 3, 2, 2) : Frames.Shape(random, 70, 9, 9, 3)
                    )
                ),
        ];
        CudaBuffer position = bench.Put<uint>([0]);
        using DeviceTrees trees = new(bench.Device, bench.Kernels, bench.Stream, tensors, steps, position.Address);
        List<Digest> expected = [];
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0; i < count; i++)
            {
                byte[] device = Device(random, tensors[i].Type, tensors[i].Shape);
                trees.Add(bench.Stream, i, bench.Put<byte>(device).Address);
                expected.Add(new Digest(Root(tensors[i].Type, tensors[i].Shape, device)));
            }
            bench.Kernels.NextPosition(bench.Stream, new NextPositionArgs(position.Address));
        }
        Digest[] roots = trees.Download(bench.Stream, steps);
        KernelCheck.Same([.. expected], roots, $"{count} trees in {steps} steps");
    }

    /// <summary>All tensors in one launch: whole ones, or one place of each at every step.</summary>
    private static void RootsOfAll(KernelBench bench, Random random)
    {
        int count = random.Next(1, 6),
            axis = random.Next(5);
        CudaBuffer position = bench.Put<uint>([0]);
        List<(ElementType, TensorShape)> kinds = [];
        List<(ulong, DeviceBox)> places = [];
        List<(ElementType Type, TensorShape Shape, byte[] Device)> tensors = [];
        for (int i = 0; i < count; i++)
        {
            ElementType type = (ElementType)random.Next(1, 4);
            int[] sizes = [random.Next(1, 80), random.Next(1, 9), random.Next(1, 9), random.Next(1, 4)];
            if (axis < sizes.Length)
                sizes[axis] = 3;
            TensorShape shape = new(sizes[0], sizes[1], sizes[2], sizes[3]);
            byte[] device = Device(random, type, shape);
            tensors.Add((type, shape, device));
            DeviceBox box = DeviceBox.Of(shape);
            places.Add((bench.Put<byte>(device).Address, axis < sizes.Length ? box.At(axis, position.Address) : box));
            if (axis < sizes.Length)
                sizes[axis] = 1;
            kinds.Add((type, new TensorShape(sizes[0], sizes[1], sizes[2], sizes[3])));
        }
        int steps = axis < TensorShape.AxisCount ? 3 : 1;
        using DeviceTrees trees = new(bench.Device, bench.Kernels, bench.Stream, kinds, steps, position.Address, places);
        List<Digest> expected = [];
        for (int step = 0; step < steps; step++)
        {
            trees.AddAll(bench.Stream);
            bench.Kernels.NextPosition(bench.Stream, new NextPositionArgs(position.Address));
            for (int i = 0; i < count; i++)
            {
                (ElementType type, TensorShape shape, byte[] device) = tensors[i];
                byte[] part = axis < TensorShape.AxisCount ? Part(type, shape, kinds[i].Item2, axis, step, device) : device;
                expected.Add(new Digest(Root(type, kinds[i].Item2, part)));
            }
        }
        KernelCheck.Same([.. expected], trees.Download(bench.Stream, steps), $"{count} trees, axis {axis}, in {steps} steps");
    }

    private static byte[] Part(ElementType type, TensorShape shape, TensorShape part, int axis, int place, byte[] device)
    {
        int bytes = type == ElementType.Int8 ? 1 : 2;
        byte[] frame = new byte[part.FrameCount * bytes];
        foreach ((int c, int x, int y, int b) in Frames.Live(part))
        {
            int[] at = [c, x, y, b];
            at[axis] = place;
            long from = Frames.Index(shape, at[0], at[1], at[2], at[3]) * bytes;
            device.AsSpan((int)from, bytes).CopyTo(frame.AsSpan((int)Frames.Index(part, c, x, y, b) * bytes));
        }
        return frame;
    }

    private static byte[] Device(Random random, ElementType type, TensorShape shape) =>
        type switch
        {
            ElementType.Int8 => MemoryMarshal.AsBytes(Frames.Int8(random, shape).AsSpan()).ToArray(),
            ElementType.UInt16 => Bytes(Frames.Make(shape, (_, _, _, _) => (ushort)random.Next(65536))),
            _ => Bytes(Frames.Make(shape, (_, _, _, _) => (short)random.Next(-32768, 32768))),
        };

    private static byte[] Bytes<T>(T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static byte[] Root(ElementType type, TensorShape shape, byte[] device)
    {
        byte[] stored = new byte[device.Length];
        for (int i = 0; i < device.Length; i += type == ElementType.Int8 ? 1 : 2)
        {
            if (type == ElementType.Int8)
                stored[i] = (byte)(device[i] ^ 0x80);
            else if (type == ElementType.UInt16)
                BinaryPrimitives.WriteUInt16BigEndian(stored.AsSpan(i), BitConverter.ToUInt16(device, i));
            else
                BinaryPrimitives.WriteUInt16BigEndian(stored.AsSpan(i), (ushort)(BitConverter.ToInt16(device, i) + 32768));
        }
        byte[] zero = type switch
        {
            ElementType.Int8 => [0x80],
            ElementType.UInt16 => [0, 0],
            _ => [0x80, 0],
        };
        int leaves = (stored.Length + 255) / 256;
        byte[][] level = new byte[leaves][];
        for (int leaf = 0; leaf < leaves; leaf++)
        {
            byte[] message = new byte[257];
            for (int i = 0; i < 256; i++)
                message[1 + i] = 256 * leaf + i < stored.Length ? stored[256 * leaf + i] : zero[i % zero.Length];
            level[leaf] = Keccak256.Hash(message);
        }
        while (level.Length > 1)
            level = [.. level.Chunk(2).Select(pair => Keccak256.Hash([1, .. pair[0], .. pair[1]]))];
        List<byte> header = [6, (byte)type, 4];
        foreach (
            long size in Enumerable
                .Range(0, 4)
                .Select(axis => 1L << shape.Log(axis))
                .Concat(Enumerable.Range(0, 4).Select(axis => (long)shape.Live(axis)))
                .Append(leaves)
        )
        {
            byte[] word = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(word, size);
            header.AddRange(word);
        }
        return Keccak256.Hash([.. header, .. level[0]]);
    }
}
