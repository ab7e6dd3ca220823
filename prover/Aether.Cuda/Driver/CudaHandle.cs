using System.Runtime.InteropServices;

namespace Aether.Cuda;

/// <summary>Something of the driver's that has to be given back. Keeps its device's context alive.</summary>
internal abstract class CudaHandle : SafeHandle
{
    private readonly CudaDevice device;

    protected CudaHandle(CudaDevice device, nint value)
        : base(0, ownsHandle: true)
    {
        this.device = device;
        bool counted = false;
        device.DangerousAddRef(ref counted);
        SetHandle(value);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The driver's own value.</summary>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    public nint Value
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    protected sealed override bool ReleaseHandle()
    {
        bool released = device.TryBind() && Release(handle) == 0;
        device.DangerousRelease();
        return released;
    }

    /// <summary>Gives the value back. Returns the driver's code.</summary>
    protected abstract int Release(nint value);
}
