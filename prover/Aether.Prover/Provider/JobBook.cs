using System.Collections.Concurrent;
using Aether.Ethereum;
using Aether.Prover.Chain;

namespace Aether.Prover.Provider;

/// <summary>All Jobs this program follows, one folder each; ended ones move to the archive.</summary>
internal sealed class JobBook : IDisposable
{
    /// <summary>Jobs followed at the same time while Requests that wait for their price are taken. As many places again are for Requests that
    /// can be locked now: whoever fills the others with Requests that wait for days keeps nobody from working.</summary>
    public const int WaitingMax = 1000;

    private readonly string _open;
    private readonly string _archive;
    private readonly int _waitingMax;
    private readonly ConcurrentDictionary<UInt256, ActiveJob> _jobs = new();
    private readonly Lock _gate = new();

    private JobBook(string folder, int waitingMax)
    {
        _waitingMax = waitingMax;
        _open = Path.Combine(folder, "jobs");
        _archive = Path.Combine(folder, "archive");
        OwnerOnlyFile.CreateDirectory(_open);
        OwnerOnlyFile.CreateDirectory(_archive);
    }

    public ICollection<ActiveJob> Jobs => _jobs.Values;

    public static JobBook Load(string folder, int waitingMax = WaitingMax)
    {
        var book = new JobBook(folder, waitingMax);
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
            book.Retire(jobFolder, job.Facts.WasChosen);
        }

        return book;
    }

    public ActiveJob? Find(UInt256 jobId) => _jobs.GetValueOrDefault(jobId);

    /// <summary>Starts to follow a Job; its Request is on disk when this returns. Null when too many are followed.</summary>
    /// <param name="isDue">It can be locked now.</param>
    public ActiveJob? Add(SignedRequest offer, bool isDue)
    {
        lock (_gate)
        {
            if (_jobs.TryGetValue(offer.JobId, out var known))
                return known;
            if (_jobs.Count >= (isDue ? 2 * _waitingMax : _waitingMax))
                return null;
            var job = ActiveJob.Create(Path.Combine(_open, NameOf(offer.JobId)), offer);
            _jobs[offer.JobId] = job;
            return job;
        }
    }

    /// <summary>Ends a Job under its gate: its last record is written, its folder archived.</summary>
    public void End(ActiveJob job, string outcome)
    {
        lock (_gate)
        {
            job.Append(new JobRecord.Ended(outcome));
            job.Dispose();
            // In the archive before it leaves the book, so that a caller finds it in one of the two.
            Retire(Path.Combine(_open, NameOf(job.JobId)), job.Facts.WasChosen);
            _jobs.TryRemove(job.JobId, out _);
        }
    }

    /// <summary>A Job that ended here; null when there was none, or it was never locked.</summary>
    public ArchivedJob? FindArchived(UInt256 jobId) => ArchivedJob.Read(Path.Combine(_archive, NameOf(jobId)));

    public void Dispose()
    {
        foreach (var job in _jobs.Values)
            job.Dispose();
    }

    private static string NameOf(UInt256 jobId) => Convert.ToHexStringLower(jobId.ToBigEndian());

    /// <summary>A Request that was never to be locked leaves nothing behind: strangers send as many as they like.</summary>
    private void Retire(string folder, bool wasChosen)
    {
        if (!wasChosen)
        {
            Directory.Delete(folder, recursive: true);
            return;
        }

        var target = Path.Combine(_archive, Path.GetFileName(folder));
        // A Job that was given up before its lock and came again has an older folder there.
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        Directory.Move(folder, target);
    }
}
