using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Aether.Proofs;

namespace Aether.Cuda;

/// <summary>Multi-scalar multiplication on a device.</summary>
/// <remarks>The result is exact and made affine, so neither the plan nor the order of the device's threads shows in it.</remarks>
internal sealed class DeviceMsm(CudaDevice device, ProofKernels kernels, CudaStream stream)
{
    private const int WordsOfMagnitude = 8;

    /// <summary>The sum of scalar i times point i.</summary>
    /// <param name="points">At least <paramref name="count"/>, as G1Point lies in memory; infinity is allowed.</param>
    /// <param name="scalars">At least <paramref name="count"/>, as Fr lies in memory.</param>
    /// <param name="plan">Null for one that fits the scalars.</param>
    /// <exception cref="OperationCanceledException">Cancelled between two launches.</exception>
    /// <exception cref="CudaException">The device is full, or failed.</exception>
    public G1Point Run(
        CudaBuffer points,
        CudaBuffer scalars,
        int count,
        DeviceMsmPlan? plan = null,
        CancellationToken cancellation = default
    )
    {
        if (count == 0)
            return default;
        plan ??= DeviceMsmPlan.For(count, Bits(scalars, count));
        if (plan.Count != count || points.Bytes < (long)count * G1Point.Bytes || scalars.Bytes < (long)count * Fr.Bytes)
            throw new ArgumentException($"A plan for {plan.Count} points does not fit {count} scalars.", nameof(plan));
        DeviceSum[] windows = new DeviceSum[plan.Windows];
        using Workspace space = new(device, plan);
        for (int first = 0; first < plan.Windows; first += plan.WindowsAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            int many = Math.Min(plan.WindowsAtOnce, plan.Windows - first);
            Queue(plan, space, points, scalars, first, many);
            stream.Download(MemoryMarshal.AsBytes(windows.AsSpan(first, many)), space.Windows);
        }
        G1Jacobian sum = default;
        for (int window = plan.Windows - 1; window >= 0; window--)
        {
            for (int i = 0; i < plan.Window && !sum.IsInfinity; i++)
                sum = sum.Doubled();
            sum += windows[window].ToJacobian();
        }
        return sum.ToAffine();
    }

    /// <summary>Bits of the largest magnitude, at least 1.</summary>
    public int Bits(CudaBuffer scalars, int count)
    {
        int blocks = kernels.Blocks(count);
        using CudaBuffer made = device.Allocate((long)blocks * WordsOfMagnitude * sizeof(uint));
        kernels.MsmBits(stream, new MsmBitsArgs(scalars.Address, made.Address, (ulong)count));
        byte[] bytes = new byte[made.Bytes];
        stream.Download(bytes, made);
        int bits = 1;
        for (int i = 0; i < bytes.Length / sizeof(uint); i++)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)));
            if (word != 0)
                bits = Math.Max(bits, (32 * (i % WordsOfMagnitude)) + 32 - BitOperations.LeadingZeroCount(word));
        }
        return bits;
    }

    private void Queue(DeviceMsmPlan plan, Workspace space, CudaBuffer points, CudaBuffer scalars, int first, int many)
    {
        (uint buckets, ulong count) = ((uint)plan.Buckets, (ulong)plan.Count);
        stream.Clear(space.Counters, (long)many * buckets * sizeof(uint));
        MsmDigitsArgs digits = new(
            scalars.Address,
            space.Counters.Address,
            Entries: 0,
            count,
            (uint)plan.Window,
            (uint)first,
            (uint)many,
            (uint)plan.Windows
        );
        kernels.MsmDigits(stream, digits);
        CudaBuffer below = space.StartsEven;
        CudaBuffer starts = space.StartsOdd;
        MsmStartsArgs counted = new(space.Counters.Address, below.Address, space.Most.Address, buckets, Pieces: 0);
        kernels.MsmStarts(stream, many, counted);
        kernels.MsmDigits(stream, digits with { Entries = space.Entries.Address });

        // Level after level until every bucket is one piece. Pieces of one level and of the next stand in two buffers in turn.
        long most = Most(space, many);
        long pieces = plan.Count;
        (CudaBuffer In, CudaBuffer Out) sums = (space.PiecesEven, space.PiecesOdd);
        (ulong inStride, ulong outStride) = (count, 0);
        for (bool ofPoints = true; ofPoints || most > 1; ofPoints = false)
        {
            pieces = plan.PiecesAbove(pieces);
            outStride = (ulong)pieces;
            kernels.MsmStarts(stream, many, new MsmStartsArgs(below.Address, starts.Address, space.Most.Address, buckets, Pieces: 1));
            MsmPiecesArgs args = new(
                ofPoints ? points.Address : 0,
                space.Entries.Address,
                sums.In.Address,
                sums.Out.Address,
                below.Address,
                starts.Address,
                inStride,
                outStride,
                buckets
            );
            kernels.MsmPieces(stream, many, pieces, args);
            (below, starts) = (starts, below);
            sums = (sums.Out, sums.In);
            inStride = outStride;
            most = (most + DeviceMsmPlan.Piece - 1) / DeviceMsmPlan.Piece;
        }
        kernels.MsmBuckets(
            stream,
            many,
            new MsmBucketsArgs(sums.In.Address, below.Address, space.Runs.Address, inStride, buckets, (uint)plan.Runs)
        );
        kernels.MsmWindows(stream, many, new MsmWindowsArgs(space.Runs.Address, space.Windows.Address, (ulong)plan.Runs));
    }

    private uint Most(Workspace space, int many)
    {
        uint[] most = new uint[many];
        stream.Download(MemoryMarshal.AsBytes(most.AsSpan()), space.Most);
        return most.Max();
    }

    /// <summary>ae_sum of prover/kernels/curve.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct DeviceSum(Fq X, Fq Y, Fq ZZ, Fq ZZZ)
    {
        public const int Size = 4 * Fq.Bytes;

        // With Z = ZZ: X / ZZ = X ZZ / Z^2, and Y / ZZZ = Y ZZZ / Z^3, since ZZZ^2 = ZZ^3.
        public G1Jacobian ToJacobian() => new(X * ZZ, Y * ZZZ, ZZ);
    }

    private sealed class Workspace : IDisposable
    {
        private readonly Stack<CudaBuffer> made = [];
        private readonly CudaDevice device;

        public Workspace(CudaDevice device, DeviceMsmPlan plan)
        {
            this.device = device;
            long many = plan.WindowsAtOnce;
            long pieces = plan.PiecesAbove(plan.Count);
            try
            {
                Entries = Kept(many * plan.Count * sizeof(uint));
                Counters = Kept(many * plan.Buckets * sizeof(uint));
                StartsEven = Kept(many * (plan.Buckets + 1L) * sizeof(uint));
                StartsOdd = Kept(many * (plan.Buckets + 1L) * sizeof(uint));
                Most = Kept(many * sizeof(uint));
                PiecesOdd = Kept(many * pieces * DeviceSum.Size);
                PiecesEven = Kept(many * plan.PiecesAbove(pieces) * DeviceSum.Size);
                Runs = Kept(many * plan.Runs * DeviceSum.Size);
                Windows = Kept(many * DeviceSum.Size);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public CudaBuffer Entries { get; }

        public CudaBuffer Counters { get; }

        public CudaBuffer StartsEven { get; }

        public CudaBuffer StartsOdd { get; }

        public CudaBuffer Most { get; }

        public CudaBuffer PiecesOdd { get; }

        public CudaBuffer PiecesEven { get; }

        public CudaBuffer Runs { get; }

        public CudaBuffer Windows { get; }

        public void Dispose()
        {
            while (made.TryPop(out CudaBuffer? buffer))
                buffer.Dispose();
        }

        private CudaBuffer Kept(long bytes)
        {
            CudaBuffer buffer = device.Allocate(bytes);
            made.Push(buffer);
            return buffer;
        }
    }
}
