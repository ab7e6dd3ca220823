namespace Aether.Inference;

/// <summary>Plain C#, one element at a time: the definition that every other backend must match byte for byte.</summary>
public sealed class ScalarBackend : IBackend
{
    private ScalarBackend() { }

    public static ScalarBackend Instance { get; } = new();

    public string Name => "scalar";

    public string? Unavailable => null;

    public IModelSession Open(Air8Model model, RunLimits limits)
    {
        limits.Require(model.Work);
        return new GraphWalker(model, ScalarKernels.All(), promptAtOnce: false);
    }
}
