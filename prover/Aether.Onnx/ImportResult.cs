using Aether.Inference;

namespace Aether.Onnx;

/// <summary>An imported model.</summary>
/// <param name="File">The AIR8 file.</param>
/// <param name="Model">The same, loaded and checked.</param>
public sealed record ImportResult(ReadOnlyMemory<byte> File, Air8Model Model, ImportReport Report);
