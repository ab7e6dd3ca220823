using Aether.Proofs;

namespace Aether.Cuda;

/// <summary>An opening's table on the device, from its parts to the commitment to K. The host does what goes with its root.</summary>
internal sealed class DeviceOpening : OpeningTable
{
    private readonly CudaProofEngine engine;
    private readonly Srs srs;
    private readonly CancellationToken cancellation;
    private readonly int block;
    private readonly CudaBuffer table;
    private CudaBuffer? quotient;

    public DeviceOpening(
        CudaProofEngine engine,
        Srs srs,
        IReadOnlyList<(ReadOnlyMemory<Fr> Values, Fr Factor)> parts,
        int coordinates,
        CancellationToken cancellation
    )
    {
        (this.engine, this.srs, this.cancellation, block) = (engine, srs, cancellation, 1 << (coordinates / 2));
        table = engine.On(on => Lent(on, Combined(on, parts, 1L << coordinates)));
    }

    // b - 1 rows of b coefficients.
    private int QuotientCount => (block - 1) * block;

    public override Fr[] RowProducts(Fr[] e1) => engine.On(on => on.RowProducts(table, e1, block));

    public override Fr[] Divide(Fr alpha) =>
        engine.On(on =>
        {
            quotient ??= Lent(on, on.Empty(QuotientCount));
            using CudaBuffer rest = on.Empty(block);
            HornerArgs args = new(table.Address, quotient.Address, rest.Address, (uint)block, (uint)block) { Word = alpha };
            on.Kernels.ColumnHorner(on.Stream, args);
            return on.Download(rest, block);
        });

    public override G1Point CommitQuotient() => engine.On(on => on.Msm(srs, quotient!, QuotientCount, cancellation));

    public override Fr[] Symmetric(Fr[] g, Fr[] e1, Fr[] h, Fr[] e2, Fr gamma) =>
        engine.On(on =>
        {
            using CudaBuffer deviceG = on.Upload<Fr>(g);
            using CudaBuffer deviceE = on.Upload<Fr>(e1);
            using CudaBuffer deviceH = on.Upload<Fr>(h);
            using CudaBuffer deviceF = on.Upload<Fr>(e2);
            using CudaBuffer made = on.Empty(block);
            SymmetricSumsArgs args = new(
                deviceG.Address,
                deviceE.Address,
                deviceH.Address,
                deviceF.Address,
                made.Address,
                (ulong)block,
                gamma
            );
            on.Kernels.SymmetricSums(on.Stream, args);
            return on.Download(made, block - 1);
        });

    public override G1Point CommitLinear(Fr factor, Fr z) =>
        engine.On(on =>
        {
            AddScaledArgs sum = new(quotient!.Address, table.Address, (ulong)QuotientCount) { Factor = factor };
            on.Kernels.AddScaled(on.Stream, sum);
            using CudaBuffer ends = on.Empty(block);
            HornerArgs first = new(table.Address, 0, ends.Address, (uint)block, (uint)block) { Word = z };
            on.Kernels.RowHorner(on.Stream, first);
            using CudaBuffer carries = on.Upload<Fr>(Carries(on.Download(ends, block), z, block));
            on.Kernels.RowHorner(on.Stream, first with { Quotient = table.Address, Rest = carries.Address });
            return on.Msm(srs, table, block * block, cancellation);
        });

    public override void Dispose() =>
        engine.On(on =>
        {
            foreach (CudaBuffer? buffer in new[] { quotient, table })
            {
                if (buffer is null || buffer.IsClosed)
                    continue;
                on.LentBytes -= buffer.Bytes;
                buffer.Dispose();
            }
            return block;
        });

    /// <summary>What stands above each row of a division by X - z, from the rows' own values: row r hands z^width times what it got, and its own, to row r - 1.</summary>
    internal static Fr[] Carries(Fr[] ends, Fr z, int width)
    {
        Fr[] carries = new Fr[ends.Length];
        Fr step = z.Power(width);
        for (int row = ends.Length - 1; row > 0; row--)
            carries[row - 1] = ends[row] + (carries[row] * step);
        return carries;
    }

    private static CudaBuffer Lent(CudaProofEngine.Opened on, CudaBuffer buffer)
    {
        on.LentBytes += buffer.Bytes;
        return buffer;
    }

    private static CudaBuffer Combined(CudaProofEngine.Opened on, IReadOnlyList<(ReadOnlyMemory<Fr> Values, Fr Factor)> parts, long count)
    {
        CudaBuffer sum = on.Empty(count);
        try
        {
            on.Stream.Clear(sum, sum.Bytes);
            foreach ((ReadOnlyMemory<Fr> values, Fr factor) in parts)
            {
                using CudaBuffer part = on.Upload(values.Span);
                on.Kernels.AddScaled(on.Stream, new AddScaledArgs(part.Address, sum.Address, (ulong)values.Length) { Factor = factor });
                on.Stream.Synchronize();
            }
            return sum;
        }
        catch
        {
            sum.Dispose();
            throw;
        }
    }
}
