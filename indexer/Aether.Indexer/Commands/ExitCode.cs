namespace Aether.Indexer.Commands;

/// <summary>How the program ended.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>Something unexpected: the message has the details.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage or settings; nothing was done.</summary>
    public const int Usage = 2;
}
