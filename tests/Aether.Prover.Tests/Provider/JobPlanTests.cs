using System.Text.Json.Nodes;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;
using Aether.Prover.Provider;

namespace Aether.Prover.Tests.Provider;

public sealed class JobPlanTests
{
    private const uint Grace = 60;
    private const int Confirmations = 3;
    private const ulong Deadline = 2000; // execSecs 120: declined until 1940

    private static readonly Request Request = Sample.Request(Sample.Stranger) with { InputSecs = 0 };
    private static readonly JobPlan Plan = new(Sample.Provider, Grace, Confirmations);

    private static readonly JobRecord Chosen = new JobRecord.LockChosen("1", false);
    private static readonly JobRecord Mined = new JobRecord.LockMined("0x", "1", 100, true, "0x", []);
    private static readonly JobRecord Input = new JobRecord.InputKept();
    private static readonly JobRecord Executed = new JobRecord.Executed("0x", "0x", "0x", "0x");
    private static readonly JobRecord Proof = new JobRecord.ProofKept(7000, 1500);
    private static readonly JobRecord ProofFailed = new JobRecord.ProofFailed("memory");
    private static readonly JobRecord Failed = new JobRecord.ExecutionFailed("killed");
    private static readonly JobRecord Refused = new JobRecord.InputRefused("box_unreadable");
    private static readonly JobRecord Acceptance = new JobRecord.AcceptanceKept("0x");

    [Fact]
    public void BeforeLock_FollowsThePolicyThenLocks()
    {
        Assert.Equal(JobAction.Consider, Next(JobStatus.None, 1000));
        Assert.Equal(JobAction.Consider, Next(JobStatus.Posted, 1000));
        Assert.Equal(JobAction.Lock, Next(JobStatus.None, 1200, Chosen));
        Assert.Equal(JobAction.Finish, Next(JobStatus.None, 1201, Chosen));
        Assert.Equal(JobAction.Finish, Next(JobStatus.Posted, 1201));
    }

    [Fact]
    public void LockedByAnother_IsLeftAlone()
    {
        Assert.Equal(JobAction.Finish, Next(JobStatus.Locked, 1500, provider: Sample.Stranger, facts: [Chosen, Mined, Input, Executed]));
        Assert.Equal(JobAction.Finish, Next(JobStatus.Submitted, 1500, provider: Sample.Stranger, facts: [Chosen, Mined, Input, Executed]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void I60_M48_LockNotDeep_NothingRunsAndNothingIsSubmitted(ulong depth)
    {
        Assert.Equal(JobAction.Wait, Next(JobStatus.Locked, 1500, depth: depth, facts: [Chosen, Mined]));
        Assert.Equal(JobAction.Wait, Next(JobStatus.Locked, 1500, depth: depth, facts: [Chosen, Mined, Input]));
        Assert.Equal(JobAction.Wait, Next(JobStatus.Locked, 1500, depth: depth, facts: [Chosen, Mined, Input, Executed]));
    }

    [Fact]
    public void Locked_DeepEnough_WaitsForInputRunsAndSubmits()
    {
        Assert.Equal(JobAction.Wait, Next(JobStatus.Locked, 1500, facts: [Chosen, Mined]));
        Assert.Equal(JobAction.Execute, Next(JobStatus.Locked, 1500, facts: [Chosen, Mined, Input]));
        Assert.Equal(JobAction.Submit, Next(JobStatus.Locked, 1500, facts: [Chosen, Mined, Input, Executed]));
        Assert.Equal(JobAction.Submit, Next(JobStatus.Locked, Deadline + Grace, facts: [Chosen, Mined, Input, Executed]));
        Assert.Equal(JobAction.Wait, Next(JobStatus.Locked, Deadline + Grace + 1, facts: [Chosen, Mined, Input, Executed]));
    }

    [Fact]
    public void Validity_IsProvedAtOnceAndSettledFromADeepLock()
    {
        JobRecord[] executed = [Chosen, Mined, Input, Executed];
        JobRecord[] proved = [.. executed, Proof];
        JobRecord[] failed = [.. executed, ProofFailed];
        // A proof that is kept shows nothing to anybody: only sending it waits for the lock.
        Assert.Equal(JobAction.Prove, Proven(1500, 0, executed));
        Assert.Equal(JobAction.Wait, Proven(1500, Confirmations - 1, proved));
        Assert.Equal(JobAction.SettleProven, Proven(1500, Confirmations, proved));
        Assert.Equal(JobAction.SettleProven, Proven(Deadline + Grace, Confirmations, proved));
        Assert.Equal(JobAction.Wait, Proven(Deadline + Grace + 1, Confirmations, proved));
        Assert.Equal(JobAction.Decline, Proven(1940, Confirmations, failed));
        Assert.Equal(JobAction.Wait, Proven(1941, Confirmations, failed));
        var refused = Enumerable.Repeat<JobRecord>(new JobRecord.Reverted(JobPlan.SettlePurpose, "why"), JobPlan.AttemptsMax);
        Assert.Equal(JobAction.Wait, Proven(1500, Confirmations, [.. proved, .. refused]));
        // Sealed, the ciphertext is claimed first; key and proof follow its acknowledgement or the window, and an answer on chain asks for another proof.
        Assert.Equal(JobAction.Prove, Sealed(JobStatus.Locked, 1500, executed));
        Assert.Equal(JobAction.Submit, Sealed(JobStatus.Locked, 1500, proved));
        Assert.Equal(JobAction.Wait, Sealed(JobStatus.Submitted, Deadline, proved));
        Assert.Equal(JobAction.SettleProven, Sealed(JobStatus.Submitted, 1500, [.. proved, Acceptance]));
        Assert.Equal(JobAction.SettleProven, Sealed(JobStatus.Submitted, Deadline + 1, proved));
        Assert.Equal(JobAction.SettleProven, Sealed(JobStatus.Submitted, Deadline + (2 * Grace), proved));
        Assert.Equal(JobAction.Wait, Sealed(JobStatus.Submitted, Deadline + (2 * Grace) + 1, proved));
        Assert.Equal(JobAction.Prove, Sealed(JobStatus.Submitted, 1500, proved, isAnswered: true));
        JobRecord[] again = [.. proved, new JobRecord.ProofKept(7000, 1500, Answered: true)];
        Assert.Equal(JobAction.SettleProven, Sealed(JobStatus.Submitted, Deadline + 1, again, isAnswered: true));
        Assert.Equal(JobAction.Prove, Sealed(JobStatus.Submitted, Deadline + 1, again));
        // Another tier is submitted, whatever proof there may be.
        Assert.Equal(JobAction.Submit, Next(JobStatus.Locked, 1500, facts: proved));
    }

    [Fact]
    public void NoInput_IsDeclinedJustBeforeThatStopsBeingPossible()
    {
        var lead = JobPlan.DeclineLeadSecs(Request.ExecSecs);
        Assert.Equal(15u, lead);
        Assert.Equal(JobAction.Wait, Next(JobStatus.Locked, 1940 - lead - 1, facts: [Chosen, Mined]));
        Assert.Equal(JobAction.Decline, Next(JobStatus.Locked, 1940 - lead, facts: [Chosen, Mined]));
        Assert.Equal(JobAction.Decline, Next(JobStatus.Locked, 1940, facts: [Chosen, Mined]));
        Assert.Equal(JobAction.Wait, Next(JobStatus.Locked, 1941, facts: [Chosen, Mined]));
    }

    [Fact]
    public void ExecutionFailed_IsDeclinedWhileThatIsPossible()
    {
        Assert.Equal(JobAction.Decline, Next(JobStatus.Locked, 1500, facts: [Chosen, Mined, Input, Failed]));
        Assert.Equal(JobAction.Decline, Next(JobStatus.Locked, 1940, facts: [Chosen, Mined, Input, Failed]));
        Assert.Equal(JobAction.Wait, Next(JobStatus.Locked, 1941, facts: [Chosen, Mined, Input, Failed]));
    }

    [Fact]
    public void NoInput_IsDemandedEarlyEnoughToDeclineAfterAll()
    {
        var demandAt = JobPlan.DemandAt(Owed, Deadline);
        Assert.Equal(1910ul, demandAt); // half of execSecs, less twice the 15 s that a decline is sent ahead of its end
        Assert.Equal(JobAction.Wait, Demanded(DemandState.None, demandAt - 1, 0, Chosen, Mined));
        Assert.Equal(JobAction.DemandInput, Demanded(DemandState.None, demandAt, 0, Chosen, Mined));
        Assert.Equal(JobAction.DemandInput, Demanded(DemandState.None, 1924, 0, Chosen, Mined));
        Assert.Equal(JobAction.Decline, Demanded(DemandState.None, 1925, 0, Chosen, Mined));
        // The input came after all.
        Assert.Equal(JobAction.Execute, Demanded(DemandState.None, demandAt, 0, Chosen, Mined, Input));
        // A lock that is not deep demands nothing: a reorg could make it another's.
        Assert.Equal(JobAction.Wait, Demanded(DemandState.None, demandAt, 0, depth: 2, Chosen, Mined));
    }

    [Fact]
    public void NoInput_LongExecution_IsNotWaitedForHours()
    {
        const uint week = 7 * 86_400;
        const ulong lockedAt = 1_000_000;
        Assert.Equal(lockedAt + JobPlan.InputPatienceSecs, JobPlan.DemandAt(Owed with { ExecSecs = week }, lockedAt + week));
    }

    [Fact]
    public void NoInput_ThatIsNotOwedOrWasDemandedBefore_IsDeclined()
    {
        var once = DemandState.None with { InputUsed = true };
        Assert.Equal(JobAction.Wait, Demanded(once, 1915, 0, Chosen, Mined));
        Assert.Equal(JobAction.Decline, Demanded(once, 1930, 0, Chosen, Mined));
        var reverts = Enumerable.Repeat<JobRecord>(new JobRecord.Reverted(JobPlan.DemandPurpose, "x"), JobPlan.AttemptsMax);
        Assert.Equal(JobAction.Decline, Demanded(DemandState.None, 1930, 0, [Chosen, Mined, .. reverts]));
    }

    [Fact]
    public void DemandedInput_HoldsTheJobUntilItsDeadlineThenIsClosed()
    {
        var open = new DemandState(DemandKind.Input, true, false, 5000);
        // Nothing that the market would refuse: no submit, no decline.
        Assert.Equal(JobAction.Wait, Demanded(open, 1930, 1, Chosen, Mined));
        Assert.Equal(JobAction.Wait, Demanded(open, 5000, 1, Chosen, Mined, Input, Executed));
        Assert.Equal(JobAction.CloseDemand, Demanded(open, 5001, 1, Chosen, Mined, Input, Executed));
        // Work that will be wanted is done meanwhile.
        Assert.Equal(JobAction.Execute, Demanded(open, 1930, 1, Chosen, Mined, Input));
    }

    [Fact]
    public void AnsweredInput_IsTakenOrCalledJunkWhileThatCounts()
    {
        var answered = new DemandState(DemandKind.InputAnswered, true, false, 1900);
        Assert.Equal(JobAction.TakeAnswer, Demanded(answered, 1890, 0, Chosen, Mined));
        Assert.Equal(JobAction.RejectInput, Demanded(answered, 1900, 0, Chosen, Mined, Refused));
        Assert.Equal(JobAction.Decline, Demanded(answered, 1901, 0, Chosen, Mined, Refused));
        Assert.Equal(JobAction.Wait, Demanded(answered, 1941, 0, Chosen, Mined, Refused));
        Assert.Equal(JobAction.Execute, Demanded(answered, 1890, 0, Chosen, Mined, Refused, Input));
    }

    [Fact]
    public void DemandedOutput_IsAnsweredUntilItsDeadlineAndNothingElseIsSent()
    {
        JobRecord[] done = [Chosen, Mined, Input, Executed, Acceptance];
        var open = new DemandState(DemandKind.Output, false, true, 9000);
        Assert.Equal(JobAction.AnswerOutput, Submitted(open, 9000, 1, done));
        Assert.Equal(JobAction.Wait, Submitted(open, 9001, 1, done));
        Assert.Equal(JobAction.Wait, Submitted(null, 1500, 2, done));
        Assert.Equal(JobAction.Accept, Submitted(null, 1500, 0, done));
    }

    [Fact]
    public void Submitted_AcceptsAtOnceOrFinalizesOneSecondAfterTheWindow()
    {
        JobRecord[] done = [Chosen, Mined, Input, Executed];
        Assert.Equal(JobAction.Wait, Next(JobStatus.Submitted, Deadline, facts: done));
        Assert.Equal(JobAction.Finalize, Next(JobStatus.Submitted, Deadline + 1, facts: done));
        Assert.Equal(JobAction.Accept, Next(JobStatus.Submitted, 1500, facts: [.. done, Acceptance]));
    }

    [Fact]
    public void Submitted_AcceptanceTheMarketNeverTakes_IsFinalizedWithoutIt()
    {
        JobRecord[] done = [Chosen, Mined, Input, Executed, Acceptance];
        Assert.Equal(JobAction.Accept, Next(JobStatus.Submitted, Deadline + JobPlan.AcceptPatienceSecs, facts: done));
        Assert.Equal(JobAction.Finalize, Next(JobStatus.Submitted, Deadline + JobPlan.AcceptPatienceSecs + 1, facts: done));
    }

    [Fact]
    public void LockGivenUp_GoesBackToThePolicyAndIsChosenAnew()
    {
        var givenUp = new JobRecord.LockGivenUp("unfunded");
        Assert.Equal(JobAction.Consider, Next(JobStatus.None, 1100, Chosen, givenUp));
        Assert.Equal(JobAction.Lock, Next(JobStatus.None, 1100, Chosen, givenUp, Chosen));
        var reverts = Enumerable.Repeat<JobRecord>(new JobRecord.Reverted(JobPlan.LockPurpose, "x"), JobPlan.AttemptsMax);
        Assert.Equal(JobAction.Finish, Next(JobStatus.None, 1100, [Chosen, .. reverts, givenUp]));
    }

    [Fact]
    public void RevertedTransactions_AreTriedAgainAFewTimesOnly()
    {
        JobRecord[] done = [Chosen, Mined, Input, Executed];
        var reverts = Enumerable.Repeat<JobRecord>(new JobRecord.Reverted(JobPlan.SubmitPurpose, "x"), JobPlan.AttemptsMax).ToArray();
        Assert.Equal(JobAction.Submit, Next(JobStatus.Locked, 1500, facts: [.. done, .. reverts[1..]]));
        Assert.Equal(JobAction.Wait, Next(JobStatus.Locked, 1500, facts: [.. done, .. reverts]));
    }

    [Fact]
    public void M49_AReorgThatTakesEverythingBack_MakesItDueAgain()
    {
        JobRecord[] all = [Chosen, Mined, Input, Executed, Acceptance];
        Assert.Equal(JobAction.Lock, Next(JobStatus.None, 1100, facts: all));
        Assert.Equal(JobAction.Submit, Next(JobStatus.Locked, 1500, facts: all));
        Assert.Equal(JobAction.Accept, Next(JobStatus.Submitted, 1500, facts: all));
    }

    [Theory]
    [InlineData(JobStatus.Paid)]
    [InlineData(JobStatus.Cancelled)]
    [InlineData(JobStatus.Declined)]
    [InlineData(JobStatus.Stalled)]
    [InlineData(JobStatus.Expired)]
    [InlineData(JobStatus.Slashed)]
    [InlineData(JobStatus.Voided)]
    public void Terminal_Finishes(JobStatus status) =>
        Assert.Equal(JobAction.Finish, Next(status, 1500, facts: [Chosen, Mined, Input, Executed]));

    [Fact]
    public void Journal_EveryFact_SurvivesARestart()
    {
        using var directory = new TemporaryDirectory();
        JobRecord[] all =
        [
            JobRecord.Offered.Of(new SignedRequest(Request, [new Split { Payee = Sample.Stranger, Bps = 7 }], [0x12])),
            Chosen,
            new JobRecord.LockGivenUp("unfunded"),
            new JobRecord.LockMined("0xab", "5", 100, true, "0xcd", [new RoyaltySplit("0xee", 500)]),
            Input,
            Refused,
            Executed,
            Failed,
            Proof,
            ProofFailed,
            Acceptance,
            new JobRecord.Reverted("lock", "why"),
            new JobRecord.Ended("paid"),
        ];
        using (var journal = JobJournal.Open(directory.Path))
        {
            foreach (var record in all)
                journal.Append(record);
            journal.KeepInput([1, 2, 3]);
            journal.KeepProof([4, 5]);
        }

        using var again = JobJournal.Open(directory.Path);
        Assert.Equal(all.Length, again.Records.Count);
        Assert.Equal([1, 2, 3], again.ReadInput());
        Assert.Equal([4, 5], again.ReadProof());
        var facts = new JobFacts();
        foreach (var record in again.Records)
            facts.Add(record);
        Assert.Equal("500", facts.LockMined!.Royalties[0].Bps.ToString());
        Assert.Equal("paid", facts.Ended!.Outcome);
        Assert.Equal(1, facts.Reverts("lock"));
        Assert.True(facts.HasInput);
        Assert.Equal("box_unreadable", facts.InputRefused!.Reason);
        var offer = facts.Offered!.ToSignedRequest();
        Assert.Equal((Request, (ushort)7, (byte)0x12), (offer.Request, offer.Extras.Single().Bps, offer.Signature.Single()));
        // As journals were written before Requests had extras.
        Assert.Empty((facts.Offered with { Extras = null }).ToSignedRequest().Extras);
    }

    /// <summary>The same Request, whose input can be demanded.</summary>
    private static Request Owed => Request with { InputSecs = 3600 };

    private static JobAction Sealed(JobStatus status, ulong now, JobRecord[] facts, bool isAnswered = false) =>
        Plan.Next(
            Request with
            {
                Tier = (byte)Tier.Validity,
                OutputMode = (byte)OutputMode.Sealed,
            },
            SumOf(facts),
            new JobView(status, Sample.Provider, Deadline, Confirmations, now, IsAnswered: isAnswered)
        ).Action;

    private static JobAction Proven(ulong now, ulong depth, params JobRecord[] facts) =>
        Plan.Next(
            Request with
            {
                Tier = (byte)Tier.Validity,
            },
            SumOf(facts),
            new JobView(JobStatus.Locked, Sample.Provider, Deadline, depth, now)
        ).Action;

    private static JobAction Demanded(DemandState demand, ulong now, int contests, params JobRecord[] facts) =>
        Demanded(demand, now, contests, Confirmations, facts);

    private static JobAction Demanded(DemandState demand, ulong now, int contests, ulong depth, params JobRecord[] facts) =>
        Plan.Next(Owed, SumOf(facts), new JobView(JobStatus.Locked, Sample.Provider, Deadline, depth, now, contests, demand)).Action;

    private static JobAction Submitted(DemandState? demand, ulong now, int contests, params JobRecord[] facts) =>
        Plan.Next(
            Owed,
            SumOf(facts),
            new JobView(JobStatus.Submitted, Sample.Provider, Deadline, Confirmations, now, contests, demand)
        ).Action;

    private static JobFacts SumOf(JobRecord[] facts)
    {
        var sum = new JobFacts();
        foreach (var fact in facts)
            sum.Add(fact);
        return sum;
    }

    private static JobAction Next(JobStatus status, ulong now, params JobRecord[] facts) =>
        Next(status, now, Confirmations, Sample.Provider, facts);

    private static JobAction Next(
        JobStatus status,
        ulong now,
        ulong depth = Confirmations,
        Address? provider = null,
        params JobRecord[] facts
    )
    {
        return Plan.Next(Request, SumOf(facts), new JobView(status, provider ?? Sample.Provider, Deadline, depth, now)).Action;
    }
}
