using Aether.Proofs;

namespace Aether.Cuda;

/// <summary>Up to four tables of one length on the device, folded together.</summary>
internal sealed class DeviceFold : IDisposable
{
    private readonly CudaProofEngine engine;
    private CudaBuffer[] buffers;

    public DeviceFold(CudaProofEngine engine, IReadOnlyList<Fr[]> tables)
    {
        (this.engine, Length) = (engine, tables[0].Length);
        buffers = Made(tables.Count, (on, table) => on.Upload<Fr>(tables[table]));
    }

    public IReadOnlyList<CudaBuffer> Buffers => buffers;

    /// <summary>Values of each that are left.</summary>
    public int Length { get; private set; }

    public void Fold(Fr word)
    {
        int half = Length / 2;
        // Not in place: threads of other blocks read what would be written.
        CudaBuffer[] halves = Made(buffers.Length, (on, _) => on.Empty(half));
        try
        {
            engine.On(on =>
            {
                FoldArgs args = new(DeviceTables.Of(buffers), DeviceTables.Of(halves), (ulong)half) { Word = word };
                on.Kernels.Fold(on.Stream, buffers.Length, args);
                on.Stream.Synchronize();
                return half;
            });
        }
        catch
        {
            GiveBack(halves);
            throw;
        }
        Dispose();
        (buffers, Length) = (halves, half);
    }

    public Fr[][] Download() => Download(Length);

    /// <summary>The first values of each.</summary>
    public Fr[][] Download(int count) => engine.On(on => Array.ConvertAll(buffers, buffer => on.Download(buffer, count)));

    public void Dispose() => GiveBack(buffers);

    private void GiveBack(CudaBuffer[] lent) =>
        engine.On(on =>
        {
            foreach (CudaBuffer buffer in lent.Where(buffer => !buffer.IsClosed))
            {
                on.LentBytes -= buffer.Bytes;
                buffer.Dispose();
            }
            return lent.Length;
        });

    private CudaBuffer[] Made(int count, Func<CudaProofEngine.Opened, int, CudaBuffer> make) =>
        engine.On(on =>
        {
            List<CudaBuffer> made = [];
            try
            {
                for (int i = 0; i < count; i++)
                    made.Add(make(on, i));
            }
            catch
            {
                made.ForEach(buffer => buffer.Dispose());
                throw;
            }
            on.LentBytes += made.Sum(buffer => buffer.Bytes);
            return made.ToArray();
        });
}
