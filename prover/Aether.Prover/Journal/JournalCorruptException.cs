namespace Aether.Prover.Journal;

/// <summary>A record in the middle of a journal is damaged although valid ones follow: the disk lied, and nobody should guess what was lost.</summary>
public sealed class JournalCorruptException(string path, long offset)
    : Exception(
        $"{path} is damaged at byte {offset} and valid records follow. Restore the file from a copy, or move it away to give the job up."
    );
