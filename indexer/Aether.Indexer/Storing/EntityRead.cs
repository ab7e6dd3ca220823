namespace Aether.Indexer.Storing;

/// <summary>Entities whose open versions a page builds upon: those whose key begins with this.</summary>
public readonly record struct EntityRead(string Table, object Key);
