namespace Aether.Cuda;

/// <summary>The trial of wgmma ended in an error that the driver does not let a context outlive.</summary>
/// <param name="note">What happened, for <see cref="DeviceKernels.WgmmaNote"/> of the kernels that are loaded next.</param>
internal sealed class WgmmaBrokeDeviceException(string note, CudaException inner) : Exception(note, inner);
