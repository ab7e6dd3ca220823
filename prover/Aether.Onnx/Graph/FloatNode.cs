namespace Aether.Onnx;

/// <summary>A node of the float graph. Nodes are not changed: a rewrite puts others in their place.</summary>
/// <param name="Name">As the file has it, or made from the first output; for messages.</param>
/// <param name="Operator">Name in the default domain; names of <see cref="OwnOperators"/> are this project's own.</param>
/// <param name="Inputs">Names of values; "" for an absent one.</param>
internal sealed record FloatNode(
    string Name,
    string Operator,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, OnnxAttribute> Attributes
)
{
    public static IReadOnlyDictionary<string, OnnxAttribute> NoAttributes { get; } =
        new Dictionary<string, OnnxAttribute>(StringComparer.Ordinal);

    public string Output => Outputs[0];

    /// <summary>For messages: "Conv '/features/0/Conv'".</summary>
    public string Shown => $"{OnnxRefusedException.Shown(Operator)} '{OnnxRefusedException.Shown(Name)}'";

    public OnnxRefusedException Refuse(string reason) => new($"node {Shown}: {reason}");

    public int IntAttribute(string name, int otherwise) =>
        Attributes.TryGetValue(name, out OnnxAttribute? attribute) ? (int)attribute.Int : otherwise;

    public float FloatAttribute(string name, float otherwise) =>
        Attributes.TryGetValue(name, out OnnxAttribute? attribute) ? attribute.Float : otherwise;
}
