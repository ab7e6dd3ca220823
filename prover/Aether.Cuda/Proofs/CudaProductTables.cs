using Aether.Proofs;

namespace Aether.Cuda;

/// <summary>Two tables on the device until they are short; then on the processor.</summary>
internal sealed class CudaProductTables : ProductTables
{
    private const int SumCount = 2;

    private readonly CudaProofEngine engine;
    private readonly int hostValuesMost;
    private readonly int threads;
    private DeviceFold? tables;
    private CpuProductTables? rest;

    public CudaProductTables(CudaProofEngine engine, Fr[] left, Fr[] right, int hostValuesMost, int threads)
    {
        (this.engine, this.hostValuesMost, this.threads) = (engine, hostValuesMost, threads);
        tables = new DeviceFold(engine, [left, right]);
    }

    public override int Length => rest?.Length ?? tables!.Length;

    public override (Fr C0, Fr C2) Sums()
    {
        if (rest is not null)
            return rest.Sums();
        DeviceFold now = tables!;
        int pairs = now.Length / 2;
        Fr[] sums = engine.On(on =>
        {
            int blocks = on.Kernels.Blocks(pairs);
            using CudaBuffer partial = on.Empty(SumCount * (long)blocks);
            on.Kernels.ProductSums(on.Stream, new(now.Buffers[0].Address, now.Buffers[1].Address, partial.Address, (ulong)pairs));
            return on.ColumnSums(partial, blocks, SumCount);
        });
        return (sums[0], sums[1]);
    }

    public override void Fold(Fr word)
    {
        if (rest is not null)
        {
            rest.Fold(word);
            return;
        }
        tables!.Fold(word);
        if (tables.Length > hostValuesMost)
            return;
        Fr[][] values = tables.Download();
        tables.Dispose();
        tables = null;
        rest = new CpuProductTables(values[0], values[1], engine.Field, threads);
    }

    public override (Fr Left, Fr Right) Values()
    {
        if (rest is not null)
            return rest.Values();
        Fr[][] first = tables!.Download(1);
        return (first[0][0], first[1][0]);
    }

    public override void Dispose() => tables?.Dispose();
}
