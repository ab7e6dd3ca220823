using System.Runtime.CompilerServices;

namespace Aether.Cuda;

/// <summary>A queue of work for a device. Calls return at once; <see cref="Synchronize"/> waits, and reports what failed since.</summary>
internal sealed unsafe class CudaStream(CudaDevice device, nint value) : CudaHandle(device, value)
{
    private const int ThreadLocalCapture = 1;
    private readonly CudaDevice device = device;

    /// <summary>Starts a kernel whose only parameter is a struct.</summary>
    /// <param name="grid">Blocks in x, y and z.</param>
    /// <param name="threads">Threads of a block.</param>
    public void Launch<T>(CudaKernel kernel, (uint X, uint Y, uint Z) grid, uint threads, in T args)
        where T : unmanaged
    {
        fixed (T* start = &args)
        {
            void* parameter = start;
            CudaDriver.Check(
                CudaDriver.cuLaunchKernel(
                    kernel.Function,
                    grid.X,
                    grid.Y,
                    grid.Z,
                    threads,
                    1,
                    1,
                    kernel.SharedBytes,
                    Value,
                    &parameter,
                    null
                ),
                kernel.Name
            );
        }
    }

    /// <summary>Copies host memory to a buffer. The span is read before the call returns.</summary>
    public void Upload(CudaBuffer to, ReadOnlySpan<byte> from, long offset = 0)
    {
        RequireInside(to.Bytes, offset, from.Length);
        if (from.IsEmpty)
            return;
        fixed (byte* start = from)
            CudaDriver.Check(CudaDriver.cuMemcpyHtoDAsync_v2(to.Address + (ulong)offset, start, (nuint)from.Length, Value));
    }

    /// <summary>Copies pinned memory to a buffer while the caller goes on.</summary>
    public void Upload(CudaBuffer to, PinnedBuffer from, int bytes, long offset = 0)
    {
        RequireInside(to.Bytes, offset, bytes);
        RequireInside(from.Bytes, 0, bytes);
        CudaDriver.Check(CudaDriver.cuMemcpyHtoDAsync_v2(to.Address + (ulong)offset, (void*)from.Value, (nuint)bytes, Value));
    }

    /// <summary>Copies a part of a buffer to host memory and waits for it.</summary>
    public void Download(Span<byte> to, CudaBuffer from, long offset = 0)
    {
        RequireInside(from.Bytes, offset, to.Length);
        if (to.IsEmpty)
            return;
        fixed (byte* start = to)
        {
            CudaDriver.Check(CudaDriver.cuMemcpyDtoHAsync_v2(start, from.Address + (ulong)offset, (nuint)to.Length, Value));
            Synchronize();
        }
    }

    /// <summary>Copies a part of a buffer to pinned memory while the caller goes on.</summary>
    public void Download(PinnedBuffer to, CudaBuffer from, int bytes, long offset = 0)
    {
        RequireInside(from.Bytes, offset, bytes);
        RequireInside(to.Bytes, 0, bytes);
        CudaDriver.Check(CudaDriver.cuMemcpyDtoHAsync_v2((void*)to.Value, from.Address + (ulong)offset, (nuint)bytes, Value));
    }

    public void Copy(CudaBuffer to, CudaBuffer from, long bytes)
    {
        RequireInside(to.Bytes, 0, bytes);
        RequireInside(from.Bytes, 0, bytes);
        CudaDriver.Check(CudaDriver.cuMemcpyDtoDAsync_v2(to.Address, from.Address, (nuint)bytes, Value));
    }

    /// <summary>Fills the beginning of a buffer with zeros.</summary>
    public void Clear(CudaBuffer buffer, long bytes)
    {
        RequireInside(buffer.Bytes, 0, bytes);
        CudaDriver.Check(CudaDriver.cuMemsetD8Async(buffer.Address, 0, (nuint)bytes, Value));
    }

    public void Record(CudaEvent mark) => CudaDriver.Check(CudaDriver.cuEventRecord(mark.Value, Value));

    /// <summary>What follows waits on the device until the mark is reached.</summary>
    public void Wait(CudaEvent mark) => CudaDriver.Check(CudaDriver.cuStreamWaitEvent(Value, mark.Value, 0));

    /// <summary>Waits until everything is done.</summary>
    /// <exception cref="CudaException">Something failed.</exception>
    public void Synchronize() => CudaDriver.Check(CudaDriver.cuStreamSynchronize(Value));

    /// <summary>Records what <paramref name="work"/> queues on this stream instead of doing it.</summary>
    public CudaGraph Capture(Action work)
    {
        CudaDriver.Check(CudaDriver.cuStreamBeginCapture_v2(Value, ThreadLocalCapture));
        nint graph = 0;
        try
        {
            work();
        }
        finally
        {
            CudaDriver.Check(CudaDriver.cuStreamEndCapture(Value, out graph));
        }
        try
        {
            CudaDriver.Check(CudaDriver.cuGraphInstantiateWithFlags(out nint executable, graph, 0));
            return new CudaGraph(device, executable);
        }
        finally
        {
            CudaDriver.Check(CudaDriver.cuGraphDestroy(graph));
        }
    }

    public void Launch(CudaGraph graph) => CudaDriver.Check(CudaDriver.cuGraphLaunch(graph.Value, Value));

    protected override int Release(nint value) => CudaDriver.cuStreamDestroy_v2(value);

    private static void RequireInside(long bytes, long offset, long length, [CallerMemberName] string what = "")
    {
        if (offset < 0 || length < 0 || offset > bytes - length)
            throw new ArgumentOutOfRangeException(nameof(length), $"{what}: {length} bytes at {offset} of a buffer of {bytes}");
    }
}
