using System.Text.Json.Nodes;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Provider;

namespace Aether.Prover.Tests.Provider;

public sealed class JobPlanTests
{
    private const uint Grace = 60;
    private const int Confirmations = 3;
    private const ulong Deadline = 2000; // execSecs 120: declined until 1940

    private static readonly Request Request = Sample.Request(Sample.Stranger);
    private static readonly JobPlan Plan = new(Sample.Provider, Grace, Confirmations);

    private static readonly JobRecord Chosen = new JobRecord.LockChosen("1", false);
    private static readonly JobRecord Mined = new JobRecord.LockMined("0x", "1", 100, true, "0x", []);
    private static readonly JobRecord Input = new JobRecord.InputKept();
    private static readonly JobRecord Executed = new JobRecord.Executed("0x", "0x", "0x", "0x");
    private static readonly JobRecord Failed = new JobRecord.ExecutionFailed("killed");
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
            new JobRecord.Offered(new JsonObject { ["x"] = 1 }, "0x12"),
            Chosen,
            new JobRecord.LockGivenUp("unfunded"),
            new JobRecord.LockMined("0xab", "5", 100, true, "0xcd", [new RoyaltySplit("0xee", 500)]),
            Input,
            Executed,
            Failed,
            Acceptance,
            new JobRecord.Reverted("lock", "why"),
            new JobRecord.Ended("paid"),
        ];
        using (var journal = JobJournal.Open(directory.Path))
        {
            foreach (var record in all)
                journal.Append(record);
            journal.KeepInput([1, 2, 3]);
        }

        using var again = JobJournal.Open(directory.Path);
        Assert.Equal(all.Length, again.Records.Count);
        Assert.Equal([1, 2, 3], again.ReadInput());
        var facts = new JobFacts();
        foreach (var record in again.Records)
            facts.Add(record);
        Assert.Equal("500", facts.LockMined!.Royalties[0].Bps.ToString());
        Assert.Equal("paid", facts.Ended!.Outcome);
        Assert.Equal(1, facts.Reverts("lock"));
        Assert.True(facts.HasInput);
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
        var sum = new JobFacts();
        foreach (var fact in facts)
            sum.Add(fact);
        return Plan.Next(Request, sum, new JobView(status, provider ?? Sample.Provider, Deadline, depth, now)).Action;
    }
}
