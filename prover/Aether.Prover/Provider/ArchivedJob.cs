using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;

namespace Aether.Prover.Provider;

/// <summary>A Job that ended, as its journal tells it. Read only: any number may read it at once.</summary>
internal sealed record ArchivedJob(SignedRequest Offer, JobFacts Facts)
{
    /// <summary>Null when there is no such folder (any more).</summary>
    public static ArchivedJob? Read(string folder)
    {
        IReadOnlyList<JobRecord> records;
        try
        {
            records = JobJournal.Read(folder);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        var facts = new JobFacts();
        foreach (var record in records)
            facts.Add(record);
        return facts.Offered is { } offered ? new ArchivedJob(offered.ToSignedRequest(), facts) : null;
    }
}
