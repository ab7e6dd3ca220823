using System.Runtime.InteropServices;

namespace Aether.Cuda.Tests;

/// <summary>A device, a stream and buffers for one check.</summary>
internal sealed class KernelBench : IDisposable
{
    private readonly List<CudaBuffer> buffers = [];
    private readonly Lazy<ProofKernels> proofs;

    /// <param name="ptx">A file of kernels to load instead of those that are embedded.</param>
    /// <param name="proofsPtx">The same for the kernels of proofs.</param>
    /// <param name="wgmma">Most tests have no use for Hopper's tensor cores, and none for their trial.</param>
    public KernelBench(bool tensorCores = true, string? ptx = null, WgmmaUse wgmma = WgmmaUse.Never, string? proofsPtx = null)
    {
        Simulator.Use();
        Device = CudaDevice.Open();
        Stream = Device.CreateStream();
        Kernels = ptx is null
            ? DeviceKernels.Load(Device, tensorCores, wgmma)
            : DeviceKernels.Load(Device, File.ReadAllBytes(ptx), tensorCores);
        proofs = new(() => ProofKernels.Load(Device, proofsPtx is null ? null : File.ReadAllBytes(proofsPtx)));
    }

    public CudaDevice Device { get; }

    public CudaStream Stream { get; }

    public DeviceKernels Kernels { get; }

    /// <summary>The module of proofs, loaded when a check asks for it.</summary>
    public ProofKernels Proofs => proofs.Value;

    /// <summary>A buffer of whole 16 bytes, as the kernels want them; rubbish unless cleared.</summary>
    public CudaBuffer Empty(long bytes, bool clear = false)
    {
        CudaBuffer buffer = Device.Allocate((bytes + 15) / 16 * 16);
        buffers.Add(buffer);
        if (clear)
            Stream.Clear(buffer, buffer.Bytes);
        return buffer;
    }

    /// <summary>The values on the device, rubbish behind them.</summary>
    public CudaBuffer Put<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        CudaBuffer buffer = Empty(bytes.Length);
        Stream.Upload(buffer, bytes);
        return buffer;
    }

    public T[] Get<T>(CudaBuffer buffer, long count)
        where T : unmanaged
    {
        T[] values = new T[count];
        Stream.Download(MemoryMarshal.AsBytes(values.AsSpan()), buffer);
        return values;
    }

    /// <summary>Makes all of a result at once, or one place of an axis after the other, as a decode loop does.</summary>
    /// <param name="axes">Axes that may be the position: bit a for axis a.</param>
    /// <param name="clear">The kernel wants a result of zeros.</param>
    public void Make(Random random, DeviceBox box, int axes, CudaBuffer result, bool clear, Action<DeviceBox> launch)
    {
        int axis = random.Next(12);
        bool sliced = axis < 4 && (axes >> axis & 1) == 1;
        if (clear || sliced)
            Stream.Clear(result, result.Bytes);
        if (!sliced)
        {
            launch(box);
            return;
        }
        CudaBuffer position = Put<uint>([0]);
        uint live = new[] { box.Live0, box.Live1, box.Live2, box.Live3 }[axis];
        for (uint place = 0; place < live; place++)
        {
            launch(box.At(axis, position.Address));
            Kernels.NextPosition(Stream, new NextPositionArgs(position.Address));
        }
    }

    /// <summary>The buffer of an address that a check passed to a kernel.</summary>
    public CudaBuffer BufferAt(ulong address) => buffers.First(buffer => buffer.Address == address);

    /// <summary>Gives the buffers of a round back; one that was written behind its end is found here.</summary>
    public void Clear()
    {
        Stream.Synchronize();
        foreach (CudaBuffer buffer in buffers)
            buffer.Dispose();
        buffers.Clear();
    }

    public void Dispose()
    {
        foreach (CudaBuffer buffer in buffers)
            buffer.Dispose();
        if (proofs.IsValueCreated)
            proofs.Value.Dispose();
        Kernels.Dispose();
        Stream.Dispose();
        Device.Dispose();
    }
}
