namespace Aether.Indexer.Auditing;

/// <summary>What the audit found in a stretch of at most 1,000 blocks.</summary>
/// <param name="Blocks">Blocks of the chain that hold logs of ours.</param>
/// <param name="Logs">Those logs.</param>
/// <param name="ChainHash">SHA-256 over them, by the chain.</param>
/// <param name="IndexHash">The same, by the index: equal where nothing differs.</param>
/// <param name="FirstWrong">The first block that differs; null: none.</param>
public sealed record AuditedStretch(long From, long To, long Blocks, long Logs, string ChainHash, string IndexHash, long? FirstWrong);
