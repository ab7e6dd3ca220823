using Aether.Ethereum;

namespace Aether.Indexer.Storing;

/// <summary>What a log says, as far as this program knows its contract's events.</summary>
/// <param name="Name">As in the ABI.</param>
/// <param name="Arguments">The fields, a JSON object in UTF-8; valid until the thread reads the next log.</param>
/// <param name="JobId">The job it is about; null: none.</param>
public sealed record LogEvent(string Name, ReadOnlyMemory<byte> Arguments, UInt256? JobId);
