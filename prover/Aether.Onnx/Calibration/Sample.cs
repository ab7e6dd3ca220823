namespace Aether.Onnx;

/// <summary>One input of the float model.</summary>
/// <param name="Label">Right answer where the folder says it; null otherwise.</param>
internal sealed record Sample(NdArray Input, int? Label);
