namespace Aether.Indexer.Auditing;

/// <summary>One thing that chain and index say differently.</summary>
/// <param name="What">A noun and where it stands.</param>
public sealed record Difference(string What, string Chain, string Index)
{
    public override string ToString() => $"{What}: chain {Chain}, index {Index}";
}
