using System.Collections.Concurrent;
using Aether.Ethereum;
using Aether.Prover.Chain;

namespace Aether.Prover.Provider;

/// <summary>All Jobs this program follows, one folder each; ended ones move to the archive.</summary>
internal sealed class JobBook : IDisposable
{
    /// <summary>Jobs followed at the same time, waiting Requests included.</summary>
    public const int JobsMax = 1000;

    private readonly string _open;
    private readonly string _archive;
    private readonly ConcurrentDictionary<UInt256, ActiveJob> _jobs = new();
    private readonly Lock _gate = new();

    private JobBook(string folder)
    {
        _open = Path.Combine(folder, "jobs");
        _archive = Path.Combine(folder, "archive");
        OwnerOnlyFile.CreateDirectory(_open);
        OwnerOnlyFile.CreateDirectory(_archive);
    }

    public ICollection<ActiveJob> Jobs => _jobs.Values;

    public static JobBook Load(string folder)
    {
        var book = new JobBook(folder);
        foreach (var jobFolder in Directory.EnumerateDirectories(book._open).Order(StringComparer.Ordinal))
        {
            if (ActiveJob.Open(jobFolder) is not { } job)
                continue;
            if (job.Facts.Ended is null)
            {
                book._jobs[job.JobId] = job;
                continue;
            }

            job.Dispose();
            book.Archive(jobFolder);
        }

        return book;
    }

    public ActiveJob? Find(UInt256 jobId) => _jobs.GetValueOrDefault(jobId);

    public bool IsArchived(UInt256 jobId) => Directory.Exists(Path.Combine(_archive, NameOf(jobId)));

    /// <summary>Starts to follow a Job; its Request is on disk when this returns. Null when too many are followed.</summary>
    public ActiveJob? Add(SignedRequest offer)
    {
        lock (_gate)
        {
            if (_jobs.TryGetValue(offer.JobId, out var known))
                return known;
            if (_jobs.Count >= JobsMax)
                return null;
            var job = ActiveJob.Create(Path.Combine(_open, NameOf(offer.JobId)), offer);
            _jobs[offer.JobId] = job;
            return job;
        }
    }

    /// <summary>Ends a Job: its last record is written, its folder archived.</summary>
    public void End(ActiveJob job, string outcome)
    {
        lock (_gate)
        {
            job.Append(new JobRecord.Ended(outcome));
            _jobs.TryRemove(job.JobId, out _);
            job.Dispose();
            Archive(Path.Combine(_open, NameOf(job.JobId)));
        }
    }

    /// <summary>Reads an archived Job; the caller disposes it.</summary>
    public ActiveJob? OpenArchived(UInt256 jobId) => IsArchived(jobId) ? ActiveJob.Open(Path.Combine(_archive, NameOf(jobId))) : null;

    public void Dispose()
    {
        foreach (var job in _jobs.Values)
            job.Dispose();
    }

    private static string NameOf(UInt256 jobId) => Convert.ToHexStringLower(jobId.ToBigEndian());

    private void Archive(string folder)
    {
        var target = Path.Combine(_archive, Path.GetFileName(folder));
        // A Job that was given up before its lock and came again has an older folder there.
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        Directory.Move(folder, target);
    }
}
