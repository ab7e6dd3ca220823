using Aether.Inference;

namespace Aether.FloatNetworks;

/// <summary>All weights of a decoder in one array, so that one loop trains them.</summary>
internal sealed class DecoderWeights
{
    private readonly List<Part> parts = [];

    public DecoderWeights(DecoderShape shape)
    {
        Shape = shape;
        Embedding = Add("embedding", shape.Vocabulary, shape.Width);
        Positions = Add("positions", shape.Length, shape.Width);
        Blocks = [.. Enumerable.Range(0, shape.Blocks).Select(AddBlock)];
        Norm = Add("norm", shape.Width);
        Head = Add("head", shape.Width, shape.Vocabulary);
        Values = new float[parts[^1].Offset + parts[^1].Count];
    }

    /// <summary>A tensor among the weights.</summary>
    /// <param name="Sizes">Row-major; layers are (inputs, outputs).</param>
    public sealed record Part(string Name, int Offset, int[] Sizes)
    {
        public int Count { get; } = Sizes.Aggregate(1, (a, b) => a * b);

        public Span<float> Of(float[] values) => values.AsSpan(Offset, Count);
    }

    public sealed record BlockParts(Part Norm1, Part Query, Part Key, Part Value, Part Joined, Part Norm2, Part Up, Part UpBias, Part Down);

    public DecoderShape Shape { get; }

    public float[] Values { get; }

    public IReadOnlyList<Part> Parts => parts;

    public Part Embedding { get; }

    public Part Positions { get; }

    public IReadOnlyList<BlockParts> Blocks { get; }

    public Part Norm { get; }

    public Part Head { get; }

    /// <summary>Gains of one, biases of zero, matrices drawn so that what passes keeps its size; what a block adds starts smaller.</summary>
    public void Start(ulong seed)
    {
        DeterministicRandom random = DeterministicRandom.For(seed, 3, 0);
        foreach (Part part in parts)
        {
            Span<float> values = part.Of(Values);
            if (part.Sizes.Length == 1)
            {
                values.Fill(part.Name.Contains("norm", StringComparison.Ordinal) ? 1 : 0);
                continue;
            }
            bool table = part == Embedding || part == Positions;
            bool adds = Blocks.Any(block => part == block.Joined || part == block.Down);
            double deviation = table ? 0.1 : 1 / Math.Sqrt(part.Sizes[0]);
            deviation *= adds ? 1 / Math.Sqrt(2 * Shape.Blocks) : 1;
            for (int i = 0; i < values.Length; i++)
                values[i] = (float)(deviation * random.NextNormal());
        }
    }

    private BlockParts AddBlock(int block)
    {
        (int width, int inner) = (Shape.Width, Shape.Inner);
        return new BlockParts(
            Add($"block{block}.norm1", width),
            Add($"block{block}.query", width, width),
            Add($"block{block}.key", width, width),
            Add($"block{block}.value", width, width),
            Add($"block{block}.joined", width, width),
            Add($"block{block}.norm2", width),
            Add($"block{block}.up", width, inner),
            Add($"block{block}.up.bias", inner),
            Add($"block{block}.down", inner, width)
        );
    }

    private Part Add(string name, params int[] sizes)
    {
        Part part = new(name, parts.Count == 0 ? 0 : parts[^1].Offset + parts[^1].Count, sizes);
        parts.Add(part);
        return part;
    }
}
