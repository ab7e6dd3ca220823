namespace Aether.Onnx;

/// <summary>Names of operators that only rewrites make. A dot keeps them apart from any name a file may use.</summary>
internal static class OwnOperators
{
    /// <summary>x times sigmoid of x.</summary>
    public const string Silu = "aether.Silu";

    /// <summary>scale x + offset with two numbers.</summary>
    public const string Affine = "aether.Affine";

    /// <summary>x / sqrt(mean of x^2 + epsilon) times a gain, over the last axis, plus a bias where there is one: inputs x, gain, bias.</summary>
    public const string RmsNorm = "aether.RmsNorm";

    /// <summary>Softmax over the keys up to the query: the last axis of (.., query, key).</summary>
    public const string CausalSoftmax = "aether.CausalSoftmax";

    /// <summary>x (.., K) by weights (K, N) plus bias (N).</summary>
    public const string Dense = "aether.Dense";

    /// <summary>x scale + offset with one number each per element of the axis given.</summary>
    public const string ChannelAffine = "aether.ChannelAffine";

    /// <summary>x less its mean over the last axis.</summary>
    public const string Centre = "aether.Centre";
}
