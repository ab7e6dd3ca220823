namespace Aether.Cuda;

/// <summary>Kernels compiled for a device.</summary>
/// <param name="log">What the driver's compiler had to say.</param>
internal sealed class CudaModule(CudaDevice device, nint value, string log) : CudaHandle(device, value)
{
    private const int DynamicSharedMost = 8;

    public string Log { get; } = log;

    /// <summary>A kernel by its name. It lives as long as the module.</summary>
    /// <exception cref="CudaException">The module has no kernel of that name.</exception>
    public CudaKernel Kernel(string name)
    {
        int code = CudaDriver.cuModuleGetFunction(out nint function, Value, name);
        return code == 0
            ? new CudaKernel(name, function)
            : throw new CudaException(code, $"the kernel {name} is not in the module (code {code}): the PTX is of another version");
    }

    /// <summary>A kernel whose launches ask for shared memory, more than a kernel has by itself.</summary>
    /// <param name="sharedBytes">Of a block.</param>
    /// <exception cref="CudaException">The module has no kernel of that name, or the device not as much memory.</exception>
    public CudaKernel Kernel(string name, int sharedBytes)
    {
        CudaKernel kernel = Kernel(name);
        CudaDriver.Check(CudaDriver.cuFuncSetAttribute(kernel.Function, DynamicSharedMost, sharedBytes), name);
        return kernel with { SharedBytes = (uint)sharedBytes };
    }

    protected override int Release(nint value) => CudaDriver.cuModuleUnload(value);
}

/// <summary>An entry point of a module.</summary>
/// <param name="SharedBytes">What a launch asks for, beside the shared memory that the kernel names itself.</param>
internal readonly record struct CudaKernel(string Name, nint Function, uint SharedBytes = 0);
