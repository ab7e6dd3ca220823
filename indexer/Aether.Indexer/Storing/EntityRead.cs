namespace Aether.Indexer.Storing;

/// <summary>Entities whose open versions a page builds upon: those whose key begins with these parts.</summary>
public readonly record struct EntityRead(string Table, object First, object? Second = null, object? Third = null)
{
    internal object[] Parts => [.. new[] { First, Second, Third }.OfType<object>()];
}
