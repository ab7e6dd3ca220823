namespace Aether.Indexer.Auditing;

/// <summary>What an audit of the index found.</summary>
/// <param name="FirstWrong">The first block that differs; null: none does.</param>
public sealed record IndexReport(long From, long To, long Blocks, long Logs, long? FirstWrong, DifferenceList Differences);
