namespace Aether.Onnx.Tests;

/// <summary>A generated graph with inputs to run it on.</summary>
internal sealed record GraphCase(string Name, OnnxWriter Writer, float Low = -2, float High = 2)
{
    /// <summary>Inputs drawn from the case's own name, so that a case does not change when others are added.</summary>
    public IReadOnlyList<NdArray> DrawInputs()
    {
        uint hash = 2166136261;
        foreach (char character in Name)
            hash = unchecked((hash ^ character) * 16777619);
        Random random = new((int)(hash >> 1));
        List<NdArray> inputs = [];
        foreach ((_, OnnxType type, int[] sizes) in Writer.Inputs)
        {
            float[] values = new float[NdShape.Count(sizes)];
            for (int i = 0; i < values.Length; i++)
            {
                float drawn = Low + (High - Low) * random.NextSingle();
                values[i] = type.IsFloat() ? drawn : MathF.Floor(drawn);
            }
            inputs.Add(new NdArray(type, sizes, values));
        }
        return inputs;
    }
}
