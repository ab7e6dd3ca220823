using System.Runtime.InteropServices;
using Aether.Inference;
using Aether.Proofs;

namespace Aether.Cuda;

/// <summary>Validity proofs on an NVIDIA GPU: commitments, sumchecks, inverses and openings; what is small stays on the processor.</summary>
/// <remarks>
/// Byte-equal to the scalar engine. Tables go to the device at a sumcheck's or an opening's beginning and stay there to its end; the powers of a reference
/// string stay until another one is used. Steps of several threads wait for each other.
/// </remarks>
public sealed class CudaProofEngine : ProofEngine, IDisposable
{
    /// <summary>Tables that have shrunk to so many values go on on the processor: a launch then costs more than the round.</summary>
    internal const int HostValuesMost = 1 << 9;

    /// <summary>Room for sums, carries and vectors of a table's root, and for what a driver rounds up.</summary>
    private const long SmallBytes = 4L << 20;

    private readonly Lazy<Opened> opened;
    private readonly int hostValuesMost;

    /// <param name="ordinal">Which device, counted from 0.</param>
    public CudaProofEngine(int ordinal = 0)
        : this(ordinal, HostValuesMost) { }

    /// <param name="hostValuesMost">See <see cref="HostValuesMost"/>; 1 leaves nothing to the processor that the device can do.</param>
    internal CudaProofEngine(int ordinal, int hostValuesMost)
    {
        this.hostValuesMost = hostValuesMost;
        opened = new(() => new Opened(ordinal));
    }

    public override string Name => "cuda";

    /// <summary>Why this machine cannot use it; null if it can.</summary>
    public string? Unavailable
    {
        get
        {
            try
            {
                _ = opened.Value;
                return null;
            }
            catch (CudaException failure)
            {
                return failure.Message;
            }
        }
    }

    /// <summary>What the driver says about the device.</summary>
    /// <exception cref="BackendUnavailableException">There is none.</exception>
    public CudaDeviceInfo Device => Require().Device.Info;

    internal override FieldVector<ScalarModulus> Field => FieldVector<ScalarModulus>.Widest;

    /// <summary>Bytes of device memory that a proof takes at most, the powers of its reference string included.</summary>
    /// <remarks>The largest of: a commitment to a column, the second sumcheck, the third sumcheck, the opening. A fold keeps one and a half tables.</remarks>
    public static long BytesFor(ProofPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        int powers = 1 << plan.CoordinateCount;
        long columns = (4L << plan.SlotLog) + (3L << plan.Table.Log) + (1L << plan.WeightLog) + (1L << plan.Model.InputShape.FrameLog);
        long lookups = 4 * ((1L << plan.SlotLog) + (1L << plan.Table.Log)) * 3 / 2;
        long claims = 2 * (columns + (1L << plan.Model.OutputShape.FrameLog)) * 3 / 2;
        long opening = (2L * powers * Fr.Bytes) + DeviceMsmPlan.For(powers).Bytes;
        return SmallBytes + ((long)powers * G1Point.Bytes) + Math.Max(Math.Max(lookups, claims) * Fr.Bytes, opening);
    }

    /// <summary>Why a proof does not fit on the device, when nothing else of this engine is there; null where it does. Asked before it starts.</summary>
    /// <param name="bytes">Of <see cref="BytesFor"/>.</param>
    /// <exception cref="BackendUnavailableException">There is no device.</exception>
    public string? Refusal(long bytes)
    {
        try
        {
            (string name, long free) = On(on => (on.Device.Info.Name, on.FreeBytes()));
            return bytes <= free ? null : $"a proof takes {bytes >> 20} MiB of {name}; {free >> 20} MiB are free";
        }
        catch (CudaException failure)
        {
            // An earlier launch broke it.
            return failure.Message;
        }
    }

    /// <summary>Gives the device and everything on it back.</summary>
    public void Dispose()
    {
        if (opened.IsValueCreated && Unavailable is null)
            opened.Value.Dispose();
    }

    internal override G1Point Commit(Srs srs, ReadOnlyMemory<Fr> coefficients, int threads, CancellationToken cancellation)
    {
        if (coefficients.Length > srs.Powers.Length)
            throw new ArgumentException($"{coefficients.Length} coefficients and {srs.Powers.Length} powers", nameof(coefficients));
        if (coefficients.IsEmpty)
            return default;
        return On(space =>
        {
            using CudaBuffer scalars = space.Upload(coefficients.Span);
            return space.Msm(srs, scalars, coefficients.Length, cancellation);
        });
    }

    internal override void Invert(Span<Fr> values)
    {
        if (values.Length <= hostValuesMost)
        {
            Field.Invert(values, new Fr[values.Length]);
            return;
        }
        Opened on = Require();
        lock (on)
        {
            on.Device.Bind();
            using CudaBuffer device = on.Upload<Fr>(values);
            using CudaBuffer scratch = on.Empty(values.Length);
            using CudaBuffer zero = on.Device.Allocate(sizeof(uint));
            on.Stream.Clear(zero, zero.Bytes);
            on.Kernels.Inverse(on.Stream, new InverseArgs(device.Address, scratch.Address, zero.Address, (ulong)values.Length, Fr.One));
            uint found = 0;
            on.Stream.Download(MemoryMarshal.AsBytes(new Span<uint>(ref found)), zero);
            if (found != 0)
                throw new DivideByZeroException("Zero has no inverse in a field.");
            on.Stream.Download(MemoryMarshal.AsBytes(values), device);
        }
    }

    internal override ProductTables Products(Fr[] left, Fr[] right, int threads) =>
        left.Length <= hostValuesMost
            ? new CpuProductTables(left, right, Field, threads)
            : new CudaProductTables(this, left, right, hostValuesMost, threads);

    internal override LookupRounds Lookups(LookupSide side, int threads) =>
        side.Tables[0].Length <= hostValuesMost
            ? new CpuLookupRounds(side, Field, threads)
            : new CudaLookupRounds(this, side, hostValuesMost, threads);

    internal override Fr Evaluate(ReadOnlyMemory<Fr> table, ReadOnlySpan<Fr> point)
    {
        if (table.Length <= hostValuesMost)
            return MultilinearTable.Evaluate(table.Span, point, Field);
        int variables = MultilinearTable.RequireLog(table.Length);
        if (point.Length < variables)
            throw new ArgumentException($"A table of {variables} coordinates has no value at {point.Length}.", nameof(point));
        int low = variables / 2;
        Fr[] row = MultilinearTable.EqTable(point[..low], Fr.One, Field);
        Fr[] column = MultilinearTable.EqTable(point[low..variables], Fr.One, Field);
        Fr[] products = On(space =>
        {
            using CudaBuffer values = space.Upload(table.Span);
            return space.RowProducts(values, row, column.Length);
        });
        Fr sum = Field.Dot(products, column);
        foreach (Fr rest in point[variables..])
            sum *= Fr.One - rest;
        return sum;
    }

    internal override OpeningTable Open(
        Srs srs,
        IReadOnlyList<(ReadOnlyMemory<Fr> Values, Fr Factor)> parts,
        int coordinates,
        int threads,
        CancellationToken cancellation
    ) => new DeviceOpening(this, srs, parts, coordinates, cancellation);

    /// <summary>One step on the device; nobody else's comes between its launches.</summary>
    internal T On<T>(Func<Opened, T> step)
    {
        Opened on = Require();
        lock (on)
        {
            on.Device.Bind();
            return step(on);
        }
    }

    private Opened Require() => Unavailable is string reason ? throw new BackendUnavailableException(Name, reason) : opened.Value;

    /// <summary>The device with the kernels, a stream, and the powers used last.</summary>
    internal sealed class Opened : IDisposable
    {
        private readonly DeviceMsm msm;
        private Srs? kept;
        private CudaBuffer? powers;

        public Opened(int ordinal)
        {
            Device = CudaDevice.Open(ordinal);
            try
            {
                DeviceKernels.RequireCapability(Device.Info);
                Kernels = ProofKernels.Load(Device);
                Stream = Device.CreateStream();
                msm = new DeviceMsm(Device, Kernels, Stream);
            }
            catch
            {
                Stream?.Dispose();
                Kernels?.Dispose();
                Device.Dispose();
                throw;
            }
        }

        public CudaDevice Device { get; }

        public ProofKernels Kernels { get; }

        public CudaStream Stream { get; }

        /// <summary>Bytes that tables of sumchecks and openings under way have. Changed within steps only.</summary>
        public long LentBytes { get; set; }

        /// <summary>Device memory that nobody has, or that a proof before will have given back: the next one waits for it.</summary>
        public long FreeBytes() => Device.FreeBytes() + LentBytes + (powers?.Bytes ?? 0);

        public CudaBuffer Empty(long elements) => Device.Allocate(elements * Fr.Bytes);

        public CudaBuffer Upload<T>(ReadOnlySpan<T> values)
            where T : unmanaged
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
            CudaBuffer buffer = Device.Allocate(bytes.Length);
            Stream.Upload(buffer, bytes);
            return buffer;
        }

        public Fr[] Download(CudaBuffer buffer, int count)
        {
            Fr[] values = new Fr[count];
            Stream.Download(MemoryMarshal.AsBytes(values.AsSpan()), buffer);
            return values;
        }

        public G1Point Msm(Srs srs, CudaBuffer scalars, int count, CancellationToken cancellation) =>
            msm.Run(Powers(srs, count), scalars, count, null, cancellation);

        /// <summary>Rows of a table times a vector as long as they are.</summary>
        public Fr[] RowProducts(CudaBuffer table, Fr[] vector, int rows)
        {
            using CudaBuffer factor = Upload<Fr>(vector);
            using CudaBuffer made = Empty(rows);
            Kernels.RowProducts(Stream, rows, new RowProductsArgs(table.Address, factor.Address, made.Address, (ulong)vector.Length));
            return Download(made, rows);
        }

        /// <summary>Sums of the columns of what a kernel left for every block.</summary>
        public Fr[] ColumnSums(CudaBuffer partial, int rows, int columns)
        {
            using CudaBuffer made = Empty(columns);
            Kernels.ColumnSums(Stream, new ColumnSumsArgs(partial.Address, made.Address, (ulong)rows, (ulong)columns));
            return Download(made, columns);
        }

        public void Dispose()
        {
            powers?.Dispose();
            Stream.Dispose();
            Kernels.Dispose();
            Device.Dispose();
        }

        // As many as were asked for so far: a long string of which a small model needs little is not uploaded whole.
        private CudaBuffer Powers(Srs srs, int count)
        {
            if (kept == srs && powers!.Bytes >= (long)count * G1Point.Bytes)
                return powers;
            powers?.Dispose();
            (kept, powers) = (null, null);
            powers = Upload(srs.Powers.Span[..count]);
            kept = srs;
            return powers;
        }
    }
}
