using System.Runtime.InteropServices;
using System.Text;

namespace Aether.Cuda;

/// <summary>A device and its primary context. What is made from it keeps the context alive until it is disposed itself.</summary>
/// <remarks>The context belongs to a thread while it is current: call <see cref="Bind"/> on every thread before using the device.</remarks>
internal sealed unsafe class CudaDevice : SafeHandle
{
    private const int MultiprocessorsAttribute = 16;
    private const int CapabilityMajorAttribute = 75;
    private const int CapabilityMinorAttribute = 76;
    private const int NonBlocking = 1;
    private const int NameBytes = 256;
    private const int LogBytes = 16 << 10;

    private readonly int device;

    private CudaDevice(int device, nint context, CudaDeviceInfo info)
        : base(0, ownsHandle: true)
    {
        SetHandle(context);
        (this.device, Info) = (device, info);
    }

    public CudaDeviceInfo Info { get; }

    public override bool IsInvalid => handle == 0;

    /// <summary>Devices of this machine; 0 is never returned.</summary>
    /// <exception cref="CudaUnavailableException">No driver, or no device.</exception>
    public static int Count()
    {
        CudaDriver.RequireLibrary();
        int code = CudaDriver.cuInit(0);
        if (code != 0 || CudaDriver.cuDeviceGetCount(out int count) != 0 || count == 0)
            throw new CudaUnavailableException(
                $"the NVIDIA driver is here but offers no device (code {code}): no GPU, a driver that does not fit the kernel, or "
                    + "CUDA_VISIBLE_DEVICES hides it; `nvidia-smi` should list one; another backend gives the same bytes"
            );
        return count;
    }

    /// <summary>Opens a device and makes it current on this thread.</summary>
    /// <exception cref="CudaUnavailableException">No driver, or no such device.</exception>
    public static CudaDevice Open(int ordinal = 0)
    {
        int count = Count();
        if (ordinal < 0 || ordinal >= count)
            throw new CudaUnavailableException($"there is no device {ordinal}: this machine has {count}, counted from 0");
        CudaDriver.Check(CudaDriver.cuDeviceGet(out int device, ordinal));
        CudaDeviceInfo info = Describe(ordinal, device);
        CudaDriver.Check(CudaDriver.cuDevicePrimaryCtxRetain(out nint context, device));
        CudaDevice opened = new(device, context, info);
        opened.Bind();
        return opened;
    }

    /// <summary>Makes the device current on this thread.</summary>
    public void Bind()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        CudaDriver.Check(CudaDriver.cuCtxSetCurrent(handle));
    }

    /// <summary>For finalisers, which run on a thread of their own and must not throw.</summary>
    internal bool TryBind() => CudaDriver.cuCtxSetCurrent(handle) == 0;

    /// <summary>Bytes of device memory that nobody has.</summary>
    public long FreeBytes()
    {
        Bind();
        CudaDriver.Check(CudaDriver.cuMemGetInfo_v2(out nuint free, out _));
        return (long)free;
    }

    /// <summary>Compiles PTX for this device.</summary>
    /// <exception cref="CudaException">The driver's compiler refuses it; the message holds its log.</exception>
    public CudaModule Load(ReadOnlySpan<byte> ptx)
    {
        byte[] text = new byte[ptx.Length + 1];
        ptx.CopyTo(text);
        byte[] information = new byte[LogBytes];
        byte[] errors = new byte[LogBytes];
        fixed (
            byte* image = text,
                informationStart = information,
                errorStart = errors
        )
        {
            // CU_JIT_INFO_LOG_BUFFER and its size, CU_JIT_ERROR_LOG_BUFFER and its size.
            int* options = stackalloc int[] { 3, 4, 5, 6 };
            void** values = stackalloc void*[] { informationStart, (void*)LogBytes, errorStart, (void*)LogBytes };
            int code = CudaDriver.cuModuleLoadDataEx(out nint module, image, 4, options, values);
            if (code != 0)
                throw new CudaException(code, $"the driver did not accept the kernels (code {code}) for {Info}: {LogText(errors)}");
            return new CudaModule(this, module, LogText(information));
        }
    }

    /// <summary>Allocates device memory; what it holds at first is undefined.</summary>
    /// <exception cref="CudaException">The device is full.</exception>
    public CudaBuffer Allocate(long bytes)
    {
        int code = CudaDriver.cuMemAlloc_v2(out ulong address, checked((nuint)bytes));
        if (code != 0)
            throw new CudaException(code, $"{Info.Name} has no {bytes} bytes left ({FreeBytes()} of {Info.MemoryBytes} are free)");
        return new CudaBuffer(this, address, bytes);
    }

    /// <summary>Allocates host memory that the device copies from and to without a detour.</summary>
    public PinnedBuffer AllocatePinned(int bytes)
    {
        CudaDriver.Check(CudaDriver.cuMemHostAlloc(out nint address, (nuint)bytes, 0));
        return new PinnedBuffer(this, address, bytes);
    }

    public CudaStream CreateStream()
    {
        CudaDriver.Check(CudaDriver.cuStreamCreate(out nint stream, NonBlocking));
        return new CudaStream(this, stream);
    }

    public CudaEvent CreateEvent()
    {
        CudaDriver.Check(CudaDriver.cuEventCreate(out nint made, 0));
        return new CudaEvent(this, made);
    }

    protected override bool ReleaseHandle() => CudaDriver.cuDevicePrimaryCtxRelease_v2(device) == 0;

    private static CudaDeviceInfo Describe(int ordinal, int device)
    {
        CudaDriver.Check(CudaDriver.cuDriverGetVersion(out int version));
        byte* name = stackalloc byte[NameBytes];
        CudaDriver.Check(CudaDriver.cuDeviceGetName(name, NameBytes, device));
        CudaDriver.Check(CudaDriver.cuDeviceTotalMem_v2(out nuint bytes, device));
        int capability = 10 * Attribute(CapabilityMajorAttribute, device) + Attribute(CapabilityMinorAttribute, device);
        return new CudaDeviceInfo(
            ordinal,
            Marshal.PtrToStringUTF8((nint)name) ?? "",
            capability,
            Attribute(MultiprocessorsAttribute, device),
            (long)bytes,
            version
        );
    }

    private static int Attribute(int attribute, int device)
    {
        CudaDriver.Check(CudaDriver.cuDeviceGetAttribute(out int value, attribute, device));
        return value;
    }

    private static string LogText(byte[] log) => Encoding.UTF8.GetString(log.AsSpan(0, Math.Max(0, log.AsSpan().IndexOf((byte)0)))).Trim();
}
