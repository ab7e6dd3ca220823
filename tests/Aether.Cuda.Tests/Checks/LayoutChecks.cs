using System.Buffers.Binary;
using Aether.Inference;

namespace Aether.Cuda.Tests;

/// <summary>Operators that move elements, and the change between the file's bytes and the device's.</summary>
internal static class LayoutChecks
{
    public static IEnumerable<KernelCheck> All =>
        [
            new("transpose-8", Transpose<byte>),
            new("transpose-16", Transpose<ushort>),
            new("slice-8", Slice<byte>),
            new("slice-16", Slice<ushort>),
            new("concat", Concat),
            new("take-8", Take<byte>),
            new("take-16", Take<ushort>),
            new("recode", Recode),
        ];

    private static int[] Sizes(TensorShape shape) => [shape.Channels, shape.Width, shape.Height, shape.Batch];

    private static TensorShape Shape(int[] sizes) => new(sizes[0], sizes[1], sizes[2], sizes[3]);

    private static T Element<T>(Random random)
        where T : unmanaged => (T)Convert.ChangeType(random.Next(1, typeof(T) == typeof(byte) ? 256 : 65536), typeof(T));

    private static void Transpose<T>(KernelBench bench, Random random)
        where T : unmanaged, IEquatable<T>
    {
        TensorShape source = Frames.Shape(random, 20, 9, 9, 5);
        int[] axes = [0, 1, 2, 3];
        random.Shuffle(axes);
        TensorShape to = Shape([.. axes.Select(axis => Sizes(source)[axis])]);
        T[] input = Frames.Make(source, (_, _, _, _) => Element<T>(random));
        int bytes = typeof(T) == typeof(byte) ? 1 : 2;
        CudaBuffer result = bench.Empty(bytes * to.FrameCount);
        bench.Make(
            random,
            DeviceBox.Of(to),
            0b1111,
            result,
            clear: false,
            part =>
                bench.Kernels.Transpose(
                    bench.Stream,
                    bytes,
                    new TransposeArgs(
                        bench.Put<T>(input).Address,
                        result.Address,
                        DeviceBox.Of(source),
                        part,
                        (uint)axes[0],
                        (uint)axes[1],
                        (uint)axes[2],
                        (uint)axes[3]
                    )
                )
        );
        T[] expected = Frames.Make(
            to,
            (c, x, y, b) =>
            {
                int[] at = [c, x, y, b];
                int[] place = new int[4];
                for (int j = 0; j < 4; j++)
                    place[axes[j]] = at[j];
                return input[Frames.Index(source, place[0], place[1], place[2], place[3])];
            }
        );
        KernelCheck.Same(expected, bench.Get<T>(result, to.FrameCount), $"{source} by {string.Join(',', axes)}");
    }

    private static void Slice<T>(KernelBench bench, Random random)
        where T : unmanaged, IEquatable<T>
    {
        TensorShape source = Frames.Shape(random, 20, 9, 9, 5);
        int axis = random.Next(4);
        int[] sizes = Sizes(source);
        int start = random.Next(sizes[axis]);
        sizes[axis] = random.Next(1, sizes[axis] - start + 1);
        TensorShape to = Shape(sizes);
        T[] input = Frames.Make(source, (_, _, _, _) => Element<T>(random));
        int bytes = typeof(T) == typeof(byte) ? 1 : 2;
        CudaBuffer result = bench.Empty(bytes * to.FrameCount);
        bench.Make(
            random,
            DeviceBox.Of(source),
            0b1111 & ~(1 << axis),
            result,
            clear: true,
            part =>
                bench.Kernels.MovePart(
                    bench.Stream,
                    bytes,
                    new MovePartArgs(
                        bench.Put<T>(input).Address,
                        result.Address,
                        part,
                        DeviceBox.Of(to),
                        (uint)axis,
                        (uint)start,
                        0,
                        (uint)sizes[axis]
                    )
                )
        );
        T[] expected = Frames.Make(
            to,
            (c, x, y, b) =>
            {
                int[] at = [c, x, y, b];
                at[axis] += start;
                return input[Frames.Index(source, at[0], at[1], at[2], at[3])];
            }
        );
        KernelCheck.Same(expected, bench.Get<T>(result, to.FrameCount), $"{source} along {axis} from {start}");
    }

    private static void Concat(KernelBench bench, Random random)
    {
        int axis = random.Next(4),
            parts = random.Next(2, 5);
        int[] sizes = Sizes(Frames.Shape(random, 9, 5, 5, 3));
        int[] lengths = [.. Enumerable.Range(0, parts).Select(_ => random.Next(1, 6))];
        sizes[axis] = lengths.Sum();
        TensorShape to = Shape(sizes);
        CudaBuffer result = bench.Empty(to.FrameCount, clear: true);
        sbyte[] expected = new sbyte[to.FrameCount];
        int start = 0;
        foreach (int length in lengths)
        {
            sizes[axis] = length;
            TensorShape source = Shape(sizes);
            sbyte[] input = Frames.Int8(random, source);
            bench.Kernels.MovePart(
                bench.Stream,
                1,
                new MovePartArgs(
                    bench.Put<sbyte>(input).Address,
                    result.Address,
                    DeviceBox.Of(source),
                    DeviceBox.Of(to),
                    (uint)axis,
                    0,
                    (uint)start,
                    (uint)length
                )
            );
            foreach ((int c, int x, int y, int b) in Frames.Live(source))
            {
                int[] at = [c, x, y, b];
                at[axis] += start;
                expected[Frames.Index(to, at[0], at[1], at[2], at[3])] = input[Frames.Index(source, c, x, y, b)];
            }
            start += length;
        }
        KernelCheck.Same(expected, bench.Get<sbyte>(result, to.FrameCount), $"{to} of {string.Join('+', lengths)} along {axis}");
    }

    private static void Take<T>(KernelBench bench, Random random)
        where T : unmanaged, IEquatable<T>
    {
        TensorShape shape = Frames.Shape(random, 20, 9, 9, 5);
        int axis = random.Next(4);
        int[] sizes = Sizes(shape);
        int place = random.Next(sizes[axis]);
        sizes[axis] = 1;
        TensorShape to = Shape(sizes);
        T[] input = Frames.Make(shape, (_, _, _, _) => Element<T>(random));
        int bytes = typeof(T) == typeof(byte) ? 1 : 2;
        CudaBuffer result = bench.Empty(bytes * to.FrameCount),
            position = bench.Put<uint>([(uint)place]);
        bench.Kernels.Take(
            bench.Stream,
            bytes,
            new TakeArgs(bench.Put<T>(input).Address, result.Address, DeviceBox.Of(shape).At(axis, position.Address))
        );
        T[] expected = Frames.Make(
            to,
            (c, x, y, b) =>
            {
                int[] at = [c, x, y, b];
                at[axis] = place;
                return input[Frames.Index(shape, at[0], at[1], at[2], at[3])];
            }
        );
        KernelCheck.Same(expected, bench.Get<T>(result, to.FrameCount), $"{shape} at {place} of {axis}");
    }

    private static void Recode(KernelBench bench, Random random)
    {
        byte[] stored = new byte[4 * random.Next(1, 700)];
        random.NextBytes(stored);
        CudaBuffer source = bench.Put<byte>(stored),
            result = bench.Empty(stored.Length);
        ElementForm form = random.Next(3) switch
        {
            0 => ElementForm.Of(ElementType.Int8),
            1 => ElementForm.Of(ElementType.UInt16),
            _ => ElementForm.Of(ElementType.Int16),
        };
        bench.Kernels.Recode(bench.Stream, form.FromStored(source.Address, result.Address, stored.Length));
        byte[] device = bench.Get<byte>(result, stored.Length);
        for (int i = 0; i < stored.Length / 2; i++)
        {
            int big = BinaryPrimitives.ReadUInt16BigEndian(stored.AsSpan(2 * i));
            int there = BitConverter.ToUInt16(device, 2 * i);
            bool same = form.Type switch
            {
                ElementType.Int8 => unchecked((sbyte)device[2 * i]) == stored[2 * i] - 128
                    && unchecked((sbyte)device[2 * i + 1]) == stored[2 * i + 1] - 128,
                ElementType.UInt16 => there == big,
                _ => unchecked((short)there) == big - 32768,
            };
            if (!same)
                throw new InvalidOperationException($"{form.Type}: bytes {2 * i} of {stored.Length} became {there:x4}");
        }
        bench.Kernels.Recode(bench.Stream, form.ToStored(result.Address, source.Address, stored.Length));
        KernelCheck.Same(stored, bench.Get<byte>(source, stored.Length), $"{form.Type} and back");
    }
}
