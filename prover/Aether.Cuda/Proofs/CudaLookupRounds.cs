using Aether.Proofs;

namespace Aether.Cuda;

/// <summary>A side of a lookup argument whose tables are on the device until they are short; then the side goes on by itself.</summary>
internal sealed class CudaLookupRounds : LookupRounds
{
    /// <summary>Coefficients 0, 2, 3 and 4.</summary>
    private const int SumCount = 4;

    private readonly CudaProofEngine engine;
    private readonly LookupSide side;
    private readonly int hostValuesMost;
    private readonly int threads;
    private DeviceFold? tables;

    public CudaLookupRounds(CudaProofEngine engine, LookupSide side, int hostValuesMost, int threads)
    {
        (this.engine, this.side, this.hostValuesMost, this.threads) = (engine, side, hostValuesMost, threads);
        tables = new DeviceFold(engine, side.Tables);
    }

    public override void AddRound(int round, Fr[] sum)
    {
        if (tables is not DeviceFold now)
        {
            side.AddRound(round, threads, sum);
            return;
        }
        int pairs = now.Length / 2;
        Fr[] made = engine.On(on =>
        {
            int blocks = on.Kernels.Blocks(pairs);
            using CudaBuffer partial = on.Empty(SumCount * (long)blocks);
            LookupSumsArgs args = new(DeviceTables.Of(now.Buffers), partial.Address, (ulong)pairs, side.Share, Fr.One);
            if (side is SlotSide)
                on.Kernels.SlotSums(on.Stream, args);
            else
                on.Kernels.RowSums(on.Stream, args);
            return on.ColumnSums(partial, blocks, SumCount);
        });
        sum[0] += made[0];
        for (int k = 1; k < SumCount; k++)
            sum[k + 1] += made[k];
    }

    public override void Bind(Fr word)
    {
        if (tables is null)
        {
            side.Bind(word, engine.Field);
            return;
        }
        tables.Fold(word);
        if (tables.Length > hostValuesMost)
            return;
        side.Continue(tables.Download());
        tables.Dispose();
        tables = null;
    }

    public override void Dispose() => tables?.Dispose();
}
