namespace Aether.Onnx;

/// <summary>Computes what is constant, within a budget per file.</summary>
internal sealed class ConstantFolder
{
    private long elements;
    private long work;

    public NdArray[] Run(FloatNode node, Prepared operation, NdArray?[] inputs)
    {
        elements += operation.Results.Sum(result => (long)result.Count);
        work += operation.Work;
        if (
            elements > OnnxLimits.FoldedElementsMax + inputs.Sum(input => (long)(input?.Values.Length ?? 0))
            || work > OnnxLimits.FoldedWorkMax
        )
            throw node.Refuse($"constants of {elements} elements that take {work} steps are more than an import computes");
        return operation.Run(inputs);
    }
}
