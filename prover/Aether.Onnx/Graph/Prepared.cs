namespace Aether.Onnx;

/// <summary>An operator that was checked against its inputs' shapes and is ready to run.</summary>
/// <param name="Results">One per output.</param>
/// <param name="Run">Computes the outputs; absent optional inputs are null.</param>
/// <param name="Work">Multiply-adds or moves of one run, to within a small factor.</param>
internal sealed record Prepared(IReadOnlyList<ValueType> Results, Func<NdArray?[], NdArray[]> Run, long Work)
{
    public static Prepared One(ValueType result, Func<NdArray?[], NdArray> run, long work = 0) =>
        new([result], inputs => [run(inputs)], Math.Max(work, result.Count));
}
