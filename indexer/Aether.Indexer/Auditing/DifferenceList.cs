namespace Aether.Indexer.Auditing;

/// <summary>Differences as they are found: all are counted, the first are named, so that an index that is wholly wrong fits in memory.</summary>
public sealed class DifferenceList
{
    public const int NamedMax = 100;

    private readonly List<Difference> _named = [];

    public long Count { get; private set; }

    public IReadOnlyList<Difference> Named => _named;

    public void Add(string what, object chain, object index)
    {
        Count++;
        if (_named.Count < NamedMax)
            _named.Add(new Difference(what, $"{chain}", $"{index}"));
    }

    public void AddRange(IEnumerable<Difference> differences)
    {
        foreach (var difference in differences)
            Add(difference.What, difference.Chain, difference.Index);
    }

    public void Compare(string what, object chain, object index)
    {
        if (!chain.Equals(index))
            Add(what, chain, index);
    }
}
