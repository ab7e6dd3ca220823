namespace Aether.Cuda;

// The tensor cores of Hopper: a module of their own, used when a trial at the start finds it equal to mma.sync and nothing else happens.
internal sealed partial class DeviceKernels
{
    /// <summary>"no" leaves wgmma out, on any device.</summary>
    public const string WgmmaVariable = "AETHER_CUDA_WGMMA";

    /// <summary>The module is for this compute capability and no later one.</summary>
    public const int WgmmaCapability = 90;

    private const string Wgmma128Name = "contract_wgmma_128";
    private const string Wgmma256Name = "contract_wgmma_256";
    private const string WgmmaPeakName = "wgmma_peak";
    private const uint WgmmaThreads = 256;
    private const int WgmmaRows = 128;
    private const int WgmmaSumsOfStep = 128;
    private const int Pattern = 1024;

    private CudaModule? hopper;

    /// <summary>The trial was passed, and large contractions run on wgmma.</summary>
    public bool Wgmma { get; private set; }

    /// <summary>Which tensor cores are used, and if not those of Hopper on a Hopper, why.</summary>
    public string WgmmaNote { get; private set; } = "";

    /// <summary>Entry points of the module, and the shared memory of a block: stages of (128 + outputs) x 128 bytes, and room to align them.</summary>
    public static IReadOnlyDictionary<string, int> WgmmaKernels { get; } =
        new Dictionary<string, int>(StringComparer.Ordinal)
        {
            [Wgmma128Name] = (3 * (WgmmaRows + 128) * WgmmaSumsOfStep) + Pattern,
            [Wgmma256Name] = (4 * (WgmmaRows + 256) * WgmmaSumsOfStep) + Pattern,
            [WgmmaPeakName] = ((WgmmaRows + 256) * WgmmaSumsOfStep) + Pattern,
        };

    /// <summary>The PTX of Hopper's module.</summary>
    public static byte[] WgmmaPtx() => Embedded("hopper.sm_90a.ptx");

    /// <summary>For kernels that are loaded after <see cref="WgmmaBrokeDeviceException"/>.</summary>
    public DeviceKernels WithoutWgmma(string note)
    {
        WgmmaNote = note;
        return this;
    }

    private void LoadWgmma(CudaDevice device, bool tried)
    {
        if (device.Info.Capability != WgmmaCapability)
            return;
        if (Environment.GetEnvironmentVariable(WgmmaVariable) == "no")
        {
            WgmmaNote = Refused($"{WgmmaVariable} is no");
            return;
        }
        string? reason;
        try
        {
            hopper = device.Load(WgmmaPtx());
            foreach ((string name, int sharedBytes) in WgmmaKernels)
                kernels.Add(name, hopper.Kernel(name, sharedBytes));
            reason = tried ? WgmmaTrial.Difference(device, this) : null;
        }
        catch (CudaException failure)
        {
            reason = failure.Message;
            RequireUsable(device, failure);
        }
        Wgmma = reason is null;
        WgmmaNote = reason is null ? $"tensor cores by wgmma, {(tried ? "which passed its trial" : "without a trial")}" : Refused(reason);
    }

    private static string Refused(string reason) => $"tensor cores by mma.sync; wgmma is not used: {reason}";

    /// <summary>Some failures are of the launch alone, others are every later call's too.</summary>
    private static void RequireUsable(CudaDevice device, CudaException failure)
    {
        try
        {
            using CudaStream stream = device.CreateStream();
            using CudaBuffer buffer = device.Allocate(Pattern);
            stream.Clear(buffer, buffer.Bytes);
            stream.Synchronize();
        }
        catch (CudaException)
        {
            throw new WgmmaBrokeDeviceException(Refused(failure.Message), failure);
        }
    }

    /// <summary>Large tiles that leave no multiprocessor without one, and runs that fill most of a step; null where mma.sync does better.</summary>
    private ContractKernel? ChooseWgmma(in ContractArgs args, long batches)
    {
        long run = (long)args.KernelX << (int)args.From.Log0;
        if (!Wgmma || 4 * run < 3L * WgmmaSumsOfStep * Tiles(run, WgmmaSumsOfStep))
            return null;
        long tiles = Tiles(args.Box.LiveRows, WgmmaRows) * batches;
        if (args.Box.Live0 > 128 && tiles * Tiles(args.Box.Live0, 256) >= multiprocessors)
            return ContractKernel.Wgmma256;
        return tiles * Tiles(args.Box.Live0, 128) >= multiprocessors ? ContractKernel.Wgmma128 : null;
    }
}
