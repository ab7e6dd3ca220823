namespace Aether.Indexer.Storing;

/// <summary>Where the index stands.</summary>
/// <param name="Checkpoint">Null before the first block.</param>
/// <param name="Finalized">The highest block ever seen final.</param>
/// <param name="RecentBlocks">Our blocks from the finalized one on, whose hashes are kept.</param>
public sealed record IndexPosition(Checkpoint? Checkpoint, long Finalized, IReadOnlyList<Checkpoint> RecentBlocks);
