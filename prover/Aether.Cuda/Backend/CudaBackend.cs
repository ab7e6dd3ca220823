using Aether.Inference;

namespace Aether.Cuda;

/// <summary>Models on an NVIDIA GPU: activations stay on the device, and so do the hashes until the roots are done.</summary>
/// <remarks>
/// Byte-equal to <see cref="ScalarBackend"/>. Needs the driver and a device of compute capability 6.1; says in <see cref="Unavailable"/> what is missing.
/// Device and kernels are opened by the first session and kept. Safe to share between threads.
/// </remarks>
public sealed class CudaBackend : IBackend
{
    private readonly Lazy<(CudaDevice Device, DeviceKernels Kernels)> opened;
    private readonly long keptBytesMost;

    /// <param name="ordinal">Which device, counted from 0.</param>
    public CudaBackend(int ordinal = 0)
        : this(ordinal, tensorCores: true) { }

    /// <param name="tensorCores">False: the kernels of GPUs without tensor cores, on any.</param>
    /// <param name="keptBytesMost">Activations that may all stay to the end of a run.</param>
    internal CudaBackend(int ordinal, bool tensorCores, long keptBytesMost = DeviceTensors.KeptBytesMost)
    {
        this.keptBytesMost = keptBytesMost;
        opened = new(() =>
        {
            try
            {
                return Load(ordinal, device => DeviceKernels.Load(device, tensorCores));
            }
            catch (WgmmaBrokeDeviceException broke)
            {
                return Load(ordinal, device => DeviceKernels.Load(device, tensorCores, WgmmaUse.Never).WithoutWgmma(broke.Message));
            }
        });
    }

    public string Name => "cuda";

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

    /// <summary>The device, and which tensor cores of it are used, with the reason where it is not the best ones.</summary>
    /// <exception cref="BackendUnavailableException">There is none.</exception>
    public string Description => Require().Kernels.WgmmaNote is { Length: > 0 } note ? $"{Device}; {note}" : $"{Device}";

    /// <summary>What the driver says about the device.</summary>
    /// <exception cref="BackendUnavailableException">There is none.</exception>
    public CudaDeviceInfo Device => Require().Device.Info;

    public IModelSession Open(Air8Model model, RunLimits limits)
    {
        limits.Require(model.Work);
        (CudaDevice device, DeviceKernels kernels) = Require();
        try
        {
            return new CudaSession(model, device, kernels, keptBytesMost);
        }
        catch (CudaException failure) when (failure.IsOutOfMemory)
        {
            throw new BackendUnavailableException(Name, failure.Message);
        }
    }

    private static (CudaDevice Device, DeviceKernels Kernels) Load(int ordinal, Func<CudaDevice, DeviceKernels> load)
    {
        CudaDevice device = CudaDevice.Open(ordinal);
        try
        {
            return (device, load(device));
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    private (CudaDevice Device, DeviceKernels Kernels) Require() =>
        Unavailable is string reason ? throw new BackendUnavailableException(Name, reason) : opened.Value;
}
