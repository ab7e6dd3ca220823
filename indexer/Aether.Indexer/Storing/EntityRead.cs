namespace Aether.Indexer.Storing;

/// <summary>An entity whose open version a page builds upon.</summary>
public readonly record struct EntityRead(string Table, object Key);
