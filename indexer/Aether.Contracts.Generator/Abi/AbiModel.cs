using System.Collections.Generic;
using System.Linq;

namespace Aether.Contracts.Generator;

/// <summary>A parameter of a function, event or error, or a field of a struct.</summary>
internal sealed class AbiField(string name, AbiType type, string internalType, bool indexed)
{
    /// <summary>As in the ABI; may be empty.</summary>
    public string Name { get; } = name;

    public AbiType Type { get; } = type;

    public string InternalType { get; } = internalType;

    public bool Indexed { get; } = indexed;
}

internal sealed class AbiTuple(string name, IReadOnlyList<AbiField> fields)
{
    public string Name { get; } = name;

    public IReadOnlyList<AbiField> Fields { get; } = fields;

    /// <summary>Two structs of one name must agree in this.</summary>
    public string Shape => string.Join(",", Fields.Select(part => $"{part.Type.Canonical} {part.Name}"));
}

internal enum AbiEntryKind
{
    Function,
    Event,
    Error,
}

internal sealed class AbiEntry(AbiEntryKind kind, string name, IReadOnlyList<AbiField> inputs, IReadOnlyList<AbiField> outputs)
{
    public AbiEntryKind Kind { get; } = kind;

    public string Name { get; } = name;

    public IReadOnlyList<AbiField> Inputs { get; } = inputs;

    public IReadOnlyList<AbiField> Outputs { get; } = outputs;

    public string Signature => $"{Name}({string.Join(",", Inputs.Select(input => input.Type.Canonical))})";
}

internal sealed class AbiContract(string name, IReadOnlyList<AbiEntry> entries)
{
    public string Name { get; } = name;

    public IReadOnlyList<AbiEntry> Entries { get; } = entries;

    public IEnumerable<AbiEntry> Of(AbiEntryKind kind) => Entries.Where(entry => entry.Kind == kind);
}
