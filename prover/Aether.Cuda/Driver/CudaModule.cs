namespace Aether.Cuda;

/// <summary>Kernels compiled for a device.</summary>
/// <param name="log">What the driver's compiler had to say.</param>
internal sealed class CudaModule(CudaDevice device, nint value, string log) : CudaHandle(device, value)
{
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

    protected override int Release(nint value) => CudaDriver.cuModuleUnload(value);
}

/// <summary>An entry point of a module.</summary>
internal readonly record struct CudaKernel(string Name, nint Function);
