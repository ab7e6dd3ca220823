namespace Aether.Onnx;

/// <summary>A model as it stands in the file. Names and numbers are the file's; only sizes have been checked.</summary>
/// <param name="Opsets">Version by domain; the default domain is "".</param>
internal sealed record OnnxModelRecord(IReadOnlyDictionary<string, long> Opsets, OnnxGraphRecord Graph);

/// <summary>The graph of a model.</summary>
internal sealed record OnnxGraphRecord
{
    public List<OnnxNodeRecord> Nodes { get; } = [];

    public Dictionary<string, NdArray> Initialisers { get; } = new(StringComparer.Ordinal);

    public List<OnnxValueRecord> Inputs { get; } = [];

    public List<OnnxValueRecord> Outputs { get; } = [];
}

/// <summary>One node. An input named "" is an optional one that is absent.</summary>
internal sealed record OnnxNodeRecord
{
    public string Name { get; set; } = "";

    public string Operator { get; set; } = "";

    public string Domain { get; set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    public Dictionary<string, OnnxAttribute> Attributes { get; } = new(StringComparer.Ordinal);
}

/// <summary>One attribute; which fields mean something depends on the operator.</summary>
internal sealed record OnnxAttribute
{
    /// <summary>What the file says it is, or None.</summary>
    public OnnxAttributeType Type { get; init; }

    public float Float { get; init; }

    public long Int { get; init; }

    public string Text { get; init; } = "";

    public NdArray? Tensor { get; init; }

    public IReadOnlyList<float> Floats { get; init; } = [];

    public IReadOnlyList<long> Ints { get; init; } = [];
}

/// <summary>Numbers of AttributeProto.AttributeType that this reader knows.</summary>
internal enum OnnxAttributeType
{
    None = 0,
    Float = 1,
    Int = 2,
    Text = 3,
    Tensor = 4,
    Floats = 6,
    Ints = 7,
}

/// <summary>A declared input or output.</summary>
/// <param name="Type">Element type, or None where the file gives none.</param>
/// <param name="Sizes">One per axis; null where the file gives no shape.</param>
internal sealed record OnnxValueRecord(string Name, OnnxType Type, IReadOnlyList<OnnxSize>? Sizes);

/// <summary>Size of an axis: a number, or a name when it is only known at run time.</summary>
internal readonly record struct OnnxSize(long Value, string? Symbol);
