namespace Aether.Onnx;

/// <summary>Names of operators that only rewrites make. A dot keeps them apart from any name a file may use.</summary>
internal static class OwnOperators
{
    /// <summary>x times sigmoid of x.</summary>
    public const string Silu = "aether.Silu";

    /// <summary>scale x + offset with two numbers.</summary>
    public const string Affine = "aether.Affine";

    /// <summary>x / sqrt(mean of x^2 + epsilon) times a gain, over the last axis: inputs x and gain.</summary>
    public const string RmsNorm = "aether.RmsNorm";

    /// <summary>Softmax over the keys up to the query: the last axis of (.., query, key).</summary>
    public const string CausalSoftmax = "aether.CausalSoftmax";
}
