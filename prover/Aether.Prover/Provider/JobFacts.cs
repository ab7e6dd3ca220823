namespace Aether.Prover.Provider;

/// <summary>What the journal adds up to.</summary>
public sealed class JobFacts
{
    private readonly Dictionary<string, int> _reverts = new(StringComparer.Ordinal);

    public JobRecord.Offered? Offered { get; private set; }

    public JobRecord.LockChosen? LockChosen { get; private set; }

    /// <summary>A lock was chosen once, given up or not: bytes of ours may have been sent.</summary>
    public bool WasChosen { get; private set; }

    public JobRecord.LockMined? LockMined { get; private set; }

    public bool HasInput { get; private set; }

    public JobRecord.InputRefused? InputRefused { get; private set; }

    public JobRecord.Executed? Executed { get; private set; }

    public JobRecord.ExecutionFailed? ExecutionFailed { get; private set; }

    /// <summary>The envelope that settles the Job is here.</summary>
    public JobRecord.ProofKept? Proof { get; private set; }

    public JobRecord.ProofFailed? ProofFailed { get; private set; }

    public JobRecord.AcceptanceKept? Acceptance { get; private set; }

    public JobRecord.Ended? Ended { get; private set; }

    /// <summary>How often a transaction for this purpose was refused for good.</summary>
    public int Reverts(string purpose) => _reverts.GetValueOrDefault(purpose);

    public void Add(JobRecord record)
    {
        switch (record)
        {
            case JobRecord.Offered fact:
                Offered = fact;
                break;
            case JobRecord.LockChosen fact:
                LockChosen = fact;
                WasChosen = true;
                break;
            case JobRecord.LockGivenUp:
                LockChosen = null;
                break;
            case JobRecord.LockMined fact:
                LockMined = fact;
                break;
            case JobRecord.InputKept:
                HasInput = true;
                break;
            case JobRecord.InputRefused fact:
                InputRefused = fact;
                break;
            case JobRecord.Executed fact:
                Executed = fact;
                break;
            case JobRecord.ExecutionFailed fact:
                ExecutionFailed = fact;
                break;
            case JobRecord.ProofKept fact:
                Proof = fact;
                break;
            case JobRecord.ProofFailed fact:
                ProofFailed = fact;
                break;
            case JobRecord.AcceptanceKept fact:
                Acceptance = fact;
                break;
            case JobRecord.Reverted fact:
                _reverts[fact.Purpose] = Reverts(fact.Purpose) + 1;
                break;
            case JobRecord.Ended fact:
                Ended = fact;
                break;
            default:
                throw new InvalidDataException($"no rule for {record.GetType().Name}");
        }
    }
}
