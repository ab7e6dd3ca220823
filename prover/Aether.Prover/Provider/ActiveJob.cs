using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;

namespace Aether.Prover.Provider;

/// <summary>A Job this program follows: journal, facts, and what was last seen of it. Facts change only under <see cref="Gate"/>.</summary>
internal sealed class ActiveJob : IDisposable
{
    private readonly JobJournal _journal;

    private ActiveJob(JobJournal journal, SignedRequest offer)
    {
        _journal = journal;
        Offer = offer;
        foreach (var record in journal.Records)
            Facts.Add(record);
    }

    public SignedRequest Offer { get; }

    public Request Request => Offer.Request;

    public UInt256 JobId => Offer.JobId;

    public JobFacts Facts { get; } = new();

    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>What the chain last said; null until it was asked.</summary>
    public JobView? View { get; set; }

    /// <summary>Running execution or proof, if any.</summary>
    public Task? Execution { get; set; }

    /// <summary>When the policy should be asked again, chain seconds.</summary>
    public ulong ReconsiderAt { get; set; }

    /// <summary>How often in a row the market would not have taken the lock.</summary>
    public uint LockRefusals { get; set; }

    /// <summary>A batch that held this Job was mined and did not pay it: it is finalized by itself from here on.</summary>
    public bool IsFinalizedAlone { get; set; }

    /// <summary>Last step that was logged, so that a line appears once.</summary>
    public JobStep Logged { get; set; }

    /// <summary>Last failure that was logged; null since a round went well.</summary>
    public string? Trouble { get; set; }

    /// <summary>Head at which nothing was left to do; the Job ends when that is deep enough.</summary>
    public ulong? SettledAt { get; set; }

    /// <summary>Money of ours is or may soon be at stake.</summary>
    public bool IsCommitted => (Facts.LockChosen is not null || Facts.LockMined is not null) && SettledAt is null;

    /// <summary>The Job left the book; its journal is closed. Whoever waited at the gate finds this first.</summary>
    public bool IsEnded => Facts.Ended is not null;

    /// <summary>Opens a folder of a Job that was offered before.</summary>
    /// <returns>Null when the program died before the first record was whole: then nobody was promised anything.</returns>
    public static ActiveJob? Open(string folder)
    {
        var journal = JobJournal.Open(folder);
        try
        {
            if (journal.Records.OfType<JobRecord.Offered>().FirstOrDefault() is { } offered)
                return new ActiveJob(journal, offered.ToSignedRequest());
            journal.Dispose();
            return null;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    public static ActiveJob Create(string folder, SignedRequest offer)
    {
        var job = new ActiveJob(JobJournal.Open(folder), offer);
        if (job.Facts.Offered is null)
            job.Append(JobRecord.Offered.Of(offer));
        return job;
    }

    public void Append(JobRecord record)
    {
        lock (_journal)
        {
            _journal.Append(record);
            Facts.Add(record);
        }
    }

    public void KeepInput(byte[] box)
    {
        _journal.KeepInput(box);
        Append(new JobRecord.InputKept());
    }

    public void KeepProof(byte[] envelope, TimeSpan took, bool isAnswered)
    {
        _journal.KeepProof(envelope);
        Append(new JobRecord.ProofKept(envelope.Length, (long)took.TotalMilliseconds, isAnswered));
    }

    public byte[] ReadProof() => _journal.ReadProof();

    public byte[] ReadInput() => _journal.ReadInput();

    /// <summary>Closes the journal. The gate stays usable for those who still wait at it.</summary>
    public void Dispose() => _journal.Dispose();
}
