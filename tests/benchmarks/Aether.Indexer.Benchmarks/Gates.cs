namespace Aether.Indexer.Benchmarks;

/// <summary>What must be shown; one that is missed fails the program.</summary>
internal sealed class Gates
{
    public bool AllMet { get; private set; } = true;

    public void Require(bool isMet, string what)
    {
        Console.WriteLine($"gate {(isMet ? "met   " : "MISSED")}  {what}");
        AllMet &= isMet;
    }
}
