using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aether.Cuda;

/// <summary>The calls of NVIDIA's driver API that we make, by their own names. No CUDA toolkit is needed, only the driver.</summary>
/// <remarks>Source: CUDA driver API reference. A call returns 0 or an error code; <see cref="Check"/> makes an exception of it.</remarks>
internal static unsafe partial class CudaDriver
{
    /// <summary>Names a library file to load instead of the driver's, for example the simulator's.</summary>
    public const string LibraryVariable = "AETHER_CUDA_LIBRARY";

    private const string Library = "aether-cuda-driver";
    private const int Success = 0;

    private static readonly Lazy<nint> Loaded = new(Load);

    // CA2255: a library may not count on being initialised; the resolver has to stand before the first call, whoever makes it.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Initialise() => NativeLibrary.SetDllImportResolver(typeof(CudaDriver).Assembly, Resolve);
#pragma warning restore CA2255

    /// <summary>Loads the driver library, so that its absence is told in our words and not as a missing entry point.</summary>
    /// <exception cref="CudaUnavailableException">There is none, or it is no driver.</exception>
    public static void RequireLibrary()
    {
        if (!NativeLibrary.TryGetExport(Loaded.Value, nameof(cuGraphInstantiateWithFlags), out _))
            throw new CudaUnavailableException(
                "the NVIDIA driver on this machine is older than CUDA 11.4; driver 470 or later is needed; another backend gives the same bytes"
            );
    }

    /// <summary>The handle of the library that answers; for the simulator's own entry points in tests.</summary>
    public static nint LibraryHandle => Loaded.Value;

    /// <exception cref="CudaException">The code is not success.</exception>
    public static void Check(int code, [CallerArgumentExpression(nameof(code))] string call = "")
    {
        if (code == Success)
            return;
        string name = cuGetErrorName(code, out byte* text) == Success ? Marshal.PtrToStringUTF8((nint)text) ?? "" : "unknown error";
        string words = cuGetErrorString(code, out text) == Success ? Marshal.PtrToStringUTF8((nint)text) ?? "" : "";
        string function = call.Split('(')[0].Replace(nameof(CudaDriver) + ".", "", StringComparison.Ordinal);
        throw new CudaException(code, $"{function}: {name} ({code}): {words}");
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Library ? Loaded.Value : 0;

    private static nint Load()
    {
        string? chosen = Environment.GetEnvironmentVariable(LibraryVariable);
        string[] names =
            chosen is { Length: > 0 } ? [chosen]
            : OperatingSystem.IsWindows() ? ["nvcuda.dll"]
            : ["libcuda.so.1"];
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint handle))
                return handle;
        }
        throw new CudaUnavailableException(
            chosen is { Length: > 0 }
                ? $"{LibraryVariable} names {chosen}, which cannot be loaded"
                : $"the NVIDIA driver library ({names[0]}) was not found: this machine has no NVIDIA driver, or this is a container "
                    + "started without access to the GPU (for example without `--gpus all`); another backend gives the same bytes"
        );
    }

    [LibraryImport(Library)]
    public static partial int cuInit(uint flags);

    [LibraryImport(Library)]
    public static partial int cuDriverGetVersion(out int version);

    [LibraryImport(Library)]
    public static partial int cuDeviceGetCount(out int count);

    [LibraryImport(Library)]
    public static partial int cuDeviceGet(out int device, int ordinal);

    [LibraryImport(Library)]
    public static partial int cuDeviceGetName(byte* name, int length, int device);

    [LibraryImport(Library)]
    public static partial int cuDeviceTotalMem_v2(out nuint bytes, int device);

    [LibraryImport(Library)]
    public static partial int cuDeviceGetAttribute(out int value, int attribute, int device);

    [LibraryImport(Library)]
    public static partial int cuDevicePrimaryCtxRetain(out nint context, int device);

    [LibraryImport(Library)]
    public static partial int cuDevicePrimaryCtxRelease_v2(int device);

    [LibraryImport(Library)]
    public static partial int cuCtxSetCurrent(nint context);

    [LibraryImport(Library)]
    public static partial int cuMemGetInfo_v2(out nuint free, out nuint total);

    [LibraryImport(Library)]
    public static partial int cuModuleLoadDataEx(out nint module, byte* image, uint count, int* options, void** values);

    [LibraryImport(Library)]
    public static partial int cuModuleUnload(nint module);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int cuModuleGetFunction(out nint function, nint module, string name);

    [LibraryImport(Library)]
    public static partial int cuFuncSetAttribute(nint function, int attribute, int value);

    [LibraryImport(Library)]
    public static partial int cuMemAlloc_v2(out ulong address, nuint bytes);

    [LibraryImport(Library)]
    public static partial int cuMemFree_v2(ulong address);

    [LibraryImport(Library)]
    public static partial int cuMemHostAlloc(out nint address, nuint bytes, uint flags);

    [LibraryImport(Library)]
    public static partial int cuMemFreeHost(nint address);

    [LibraryImport(Library)]
    public static partial int cuMemcpyHtoDAsync_v2(ulong to, void* from, nuint bytes, nint stream);

    [LibraryImport(Library)]
    public static partial int cuMemcpyDtoHAsync_v2(void* to, ulong from, nuint bytes, nint stream);

    [LibraryImport(Library)]
    public static partial int cuMemcpyDtoDAsync_v2(ulong to, ulong from, nuint bytes, nint stream);

    [LibraryImport(Library)]
    public static partial int cuMemsetD8Async(ulong to, byte value, nuint bytes, nint stream);

    [LibraryImport(Library)]
    public static partial int cuStreamCreate(out nint stream, uint flags);

    [LibraryImport(Library)]
    public static partial int cuStreamDestroy_v2(nint stream);

    [LibraryImport(Library)]
    public static partial int cuStreamSynchronize(nint stream);

    [LibraryImport(Library)]
    public static partial int cuStreamWaitEvent(nint stream, nint waited, uint flags);

    [LibraryImport(Library)]
    public static partial int cuStreamBeginCapture_v2(nint stream, int mode);

    [LibraryImport(Library)]
    public static partial int cuStreamEndCapture(nint stream, out nint graph);

    [LibraryImport(Library)]
    public static partial int cuGraphInstantiateWithFlags(out nint executable, nint graph, ulong flags);

    [LibraryImport(Library)]
    public static partial int cuGraphLaunch(nint executable, nint stream);

    [LibraryImport(Library)]
    public static partial int cuGraphExecDestroy(nint executable);

    [LibraryImport(Library)]
    public static partial int cuGraphDestroy(nint graph);

    [LibraryImport(Library)]
    public static partial int cuEventCreate(out nint made, uint flags);

    [LibraryImport(Library)]
    public static partial int cuEventDestroy_v2(nint destroyed);

    [LibraryImport(Library)]
    public static partial int cuEventRecord(nint recorded, nint stream);

    [LibraryImport(Library)]
    public static partial int cuEventSynchronize(nint waited);

    [LibraryImport(Library)]
    public static partial int cuEventElapsedTime(out float milliseconds, nint from, nint to);

    [LibraryImport(Library)]
    public static partial int cuLaunchKernel(
        nint function,
        uint gridX,
        uint gridY,
        uint gridZ,
        uint blockX,
        uint blockY,
        uint blockZ,
        uint sharedBytes,
        nint stream,
        void** parameters,
        void** extra
    );

    [LibraryImport(Library)]
    private static partial int cuGetErrorName(int code, out byte* name);

    [LibraryImport(Library)]
    private static partial int cuGetErrorString(int code, out byte* text);
}
