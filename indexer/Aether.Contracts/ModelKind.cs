namespace Aether.Contracts;

/// <summary>What a registered Model is, numbered as in the contracts.</summary>
public enum ModelKind : byte
{
    Model,
    Adapter,
    Prompt,
}
