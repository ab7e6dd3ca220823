using System.Reflection;

namespace Aether.Cuda;

/// <summary>The kernels of prover/kernels, loaded for a device: one method per kernel, which knows how many threads it wants.</summary>
/// <remarks>Launches return at once. Whoever passes an address keeps its buffer alive until the stream was synchronised.</remarks>
internal sealed partial class DeviceKernels : IDisposable
{
    /// <summary>Least compute capability: dp4a.</summary>
    public const int CapabilityMin = 61;

    /// <summary>From here on int8 tensor cores, ldmatrix and cp.async are used.</summary>
    public const int TensorCapability = 80;

    private const uint ElementThreads = 256;
    private const uint RowThreads = 128;
    private const uint HashThreads = 128;
    private const uint WarpSize = 32;

    private readonly CudaModule module;
    private readonly Dictionary<string, CudaKernel> kernels = [];
    private readonly int multiprocessors;

    private DeviceKernels(CudaModule module, bool tensorCores, int multiprocessors)
    {
        (this.module, TensorCores, this.multiprocessors) = (module, tensorCores, multiprocessors);
        foreach (string name in Names(tensorCores))
            kernels.Add(name, module.Kernel(name));
    }

    /// <summary>The module of sm_80 is loaded.</summary>
    public bool TensorCores { get; }

    /// <summary>What the driver's compiler had to say.</summary>
    public string Log => hopper is null ? module.Log : $"{module.Log}\n{hopper.Log}".Trim();

    /// <summary>Entry points of a module.</summary>
    public static IReadOnlyList<string> Names(bool tensorCores) =>
        [
            .. tensorCores ? ["contract_mma_64", "contract_mma_128", "contract_mma_64_gather", "mma_peak"] : Array.Empty<string>(),
            "contract_rows",
            "contract_dp4a",
            "depthwise",
            "lut",
            "add",
            "average",
            "pair",
            "view8",
            "causal_mask",
            "exponential",
            "update",
            "arg_max",
            "softmax_divide",
            "rms_scale",
            "normalise",
            "centre",
            "embedding",
            "transpose_8",
            "transpose_16",
            "move_part_8",
            "move_part_16",
            "take_8",
            "take_16",
            "feed_token",
            "next_position",
            "recode",
            "hash_leaves",
            "hash_all_leaves",
            "hash_nodes",
            "hash_roots",
        ];

    /// <summary>Loads the kernels that suit the device.</summary>
    /// <param name="tensorCores">False: the module of older GPUs, which every later one runs too.</param>
    /// <param name="wgmma">Whether Hopper's own tensor cores are used.</param>
    /// <exception cref="CudaUnavailableException">The device is too old.</exception>
    /// <exception cref="WgmmaBrokeDeviceException">The trial of wgmma left the device useless; open it again and load without.</exception>
    /// <exception cref="CudaException">The driver does not accept the PTX.</exception>
    public static DeviceKernels Load(CudaDevice device, bool tensorCores = true, WgmmaUse wgmma = WgmmaUse.Tried)
    {
        RequireCapability(device.Info);
        bool tensor = tensorCores && device.Info.Capability >= TensorCapability;
        DeviceKernels made = Load(device, Ptx(tensor), tensor);
        try
        {
            if (tensor && wgmma != WgmmaUse.Never)
                made.LoadWgmma(device, tried: wgmma == WgmmaUse.Tried);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>Loads kernels that were compiled elsewhere, for example by nvcc.</summary>
    /// <param name="tensorCores">They were compiled for sm_80 or later.</param>
    /// <exception cref="CudaException">The driver does not accept the PTX.</exception>
    public static DeviceKernels Load(CudaDevice device, byte[] ptx, bool tensorCores)
    {
        CudaModule loaded = device.Load(ptx);
        try
        {
            return new DeviceKernels(loaded, tensorCores, device.Info.Multiprocessors);
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <exception cref="CudaUnavailableException">The device is too old.</exception>
    public static void RequireCapability(CudaDeviceInfo device)
    {
        if (device.Capability < CapabilityMin)
            throw new CudaUnavailableException(
                $"{device.Name} has compute capability {device.Capability / 10}.{device.Capability % 10}; the kernels need "
                    + $"{CapabilityMin / 10}.{CapabilityMin % 10} (GeForce 10, Tesla P4 or later); another backend gives the same bytes"
            );
    }

    public void Dispose()
    {
        hopper?.Dispose();
        module.Dispose();
    }

    /// <summary>The PTX that is embedded in this assembly.</summary>
    public static byte[] Ptx(bool tensorCores) => Embedded(tensorCores ? "kernels.sm_80.ptx" : "kernels.sm_61.ptx");

    internal static byte[] Embedded(string name)
    {
        using Stream stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded; run prover/kernels/build ptx");
        byte[] text = new byte[stream.Length];
        stream.ReadExactly(text);
        return text;
    }

    private void Launch<T>(CudaStream stream, string kernel, long threads, uint block, in T args)
        where T : unmanaged => stream.Launch(kernels[kernel], (checked((uint)((threads + block - 1) / block)), 1, 1), block, args);
}
