namespace Aether.Indexer.Status;

/// <summary>A message of the program that somebody should know of, and how often it came.</summary>
/// <param name="Id">As in the table of messages.</param>
/// <param name="Last">Its last text, cut to what fits a line.</param>
public sealed record Alarm(int Id, string Name, string Level, long Count, DateTimeOffset LastAt, string Last);
