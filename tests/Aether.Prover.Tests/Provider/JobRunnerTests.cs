using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Http;
using Aether.Prover.Policy;
using Aether.Prover.Provider;

namespace Aether.Prover.Tests.Provider;

/// <summary>The provider's program between its loop and the chain: what one Job, or one stranger, must not do to the others.</summary>
public sealed class JobRunnerTests : IAsyncLifetime
{
    private static readonly string Word = "0x" + new string('1', 64);
    private static readonly JobRecord Chosen = new JobRecord.LockChosen("1", false);
    private static readonly JobRecord Mined = new JobRecord.LockMined(Word, "1", 100, true, Word, []);
    private static readonly JobRecord Executed = new JobRecord.Executed(Word, "0x80", Word, Word);

    private Bench _bench = null!;

    public async Task InitializeAsync() => _bench = await Bench.StartAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task StepAll_JobThatEnded_LetsThoseAtItsGateThrough()
    {
        var job = _bench.Add(1);
        _bench.Chain.Jobs[job.JobId] = (JobStatus.Cancelled, Address.Zero, 0);
        await _bench.StepAsync();
        Assert.True(job.IsEnded);
        Assert.Null(_bench.Book.Find(job.JobId));
        Assert.True(await job.Gate.WaitAsync(0));
    }

    [Fact]
    public async Task Run_JobEndedWhileItWaitedForAPlace_GivesThePlaceBack()
    {
        var ended = _bench.Add(1, Chosen, Mined, new JobRecord.InputKept());
        _bench.Book.End(ended, "expired");
        // The template's policy has one place.
        await _bench.Execution.RunAsync(ended, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        var next = _bench.Add(2, Chosen, Mined, new JobRecord.InputKept());
        await _bench.Execution.RunAsync(next, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Null(ended.Facts.ExecutionFailed);
        Assert.NotNull(next.Facts.ExecutionFailed);
    }

    [Fact]
    public async Task StepAll_NeverChosenRequestThatEnds_LeavesNothingOnDisk()
    {
        var offered = _bench.Add(1);
        var chosen = _bench.Add(2, Chosen);
        _bench.Book.End(offered, "its auction is over");
        _bench.Book.End(chosen, "expired");
        Assert.Empty(Directory.GetDirectories(Path.Combine(_bench.Folder, "jobs")));
        Assert.Single(Directory.GetDirectories(Path.Combine(_bench.Folder, "archive")));
        Assert.NotNull(_bench.Book.FindArchived(chosen.JobId));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task StepAll_OneJobCannotBeRead_TheOthersGoOn()
    {
        var jobs = new[] { _bench.Add(1, Chosen), _bench.Add(2, Chosen), _bench.Add(3, Chosen) };
        foreach (var job in jobs)
            _bench.Chain.Jobs[job.JobId] = (JobStatus.Locked, Sample.Stranger, 0);
        foreach (var broken in jobs)
        {
            _bench.Chain.Broken.Add(broken.JobId);
            await _bench.StepAsync();
            Assert.Equal(jobs.Where(job => job != broken), jobs.Where(job => job.View is not null));
            _bench.Chain.Broken.Clear();
            foreach (var job in jobs)
                job.View = null;
        }
    }

    [Fact]
    public async Task StepAll_LockTheMarketWouldNotTake_HoldsNoPlace()
    {
        _bench.Chain.RefusesLocks = true;
        var job = _bench.Add(1, Chosen);
        Assert.Equal(1, _bench.Runner.InFlight(Sample.Token).Count);
        await _bench.StepUntilAsync(() => Task.FromResult(_bench.Runner.InFlight(Sample.Token).Count == 0));
        Assert.Null(job.Facts.LockChosen);
        Assert.True(job.Facts.WasChosen);
        Assert.True(job.ReconsiderAt > _bench.Now);
        Assert.Equal(0ul, await _bench.SentAsync());
    }

    [Fact]
    public async Task InFlight_JobThatNobodyExpires_HoldsNoPlaceForEver()
    {
        var job = _bench.Add(1, Chosen, Mined);
        _bench.Chain.Jobs[job.JobId] = (JobStatus.Locked, Sample.Provider, _bench.Now - 50);
        await _bench.StepAsync();
        Assert.Equal(1, _bench.Runner.InFlight(Sample.Token).Count);
        _bench.Chain.Jobs[job.JobId] = (JobStatus.Locked, Sample.Provider, _bench.Now - 70);
        await _bench.StepAsync();
        Assert.Equal(0, _bench.Runner.InFlight(Sample.Token).Count);
    }

    [Fact]
    public async Task Refusal_IsAskedOfTheMarketBeforeAnythingIsChosen()
    {
        var decision = new PolicyDecision(1, _bench.Now, 1, false, []);
        Assert.Null(await _bench.Runner.RefusalAsync(_bench.Offer(1), decision, CancellationToken.None));
        _bench.Chain.RefusesLocks = true;
        Assert.NotNull(await _bench.Runner.RefusalAsync(_bench.Offer(1), decision, CancellationToken.None));
    }

    [Fact]
    public async Task Finalize_BatchThatWasMinedAndPaidNobody_IsFollowedByOneTransactionPerJob()
    {
        foreach (var job in new[] { _bench.Add(1, Chosen, Mined, Executed), _bench.Add(2, Chosen, Mined, Executed) })
            _bench.Chain.Jobs[job.JobId] = (JobStatus.Submitted, Sample.Provider, _bench.Now - 10);
        await _bench.StepUntilAsync(async () => await _bench.SentAsync() == 3);
    }

    [Fact]
    public void Add_PlacesOfThoseWhoWaitAreTaken_WhatCanBeLockedNowStillFindsOne()
    {
        for (UInt128 nonce = 1; nonce <= 4; nonce++)
            Assert.NotNull(_bench.Book.Add(_bench.Offer(nonce), isDue: false));
        Assert.Null(_bench.Book.Add(_bench.Offer(5), isDue: false));
        for (UInt128 nonce = 5; nonce <= 8; nonce++)
            Assert.NotNull(_bench.Book.Add(_bench.Offer(nonce), isDue: true));
        Assert.Null(_bench.Book.Add(_bench.Offer(9), isDue: true));
    }

    [Fact]
    public async Task Output_OfAnArchivedJob_IsReadByManyAtOnce()
    {
        var job = _bench.Add(1, Chosen, Mined, Executed);
        _bench.Book.End(job, "paid");
        // Another call that is being answered from the same journal.
        var journal = Assert.Single(Directory.GetFiles(Path.Combine(_bench.Folder, "archive"), "journal", SearchOption.AllDirectories));
        await using var other = File.OpenRead(journal);
        var delivery = await _bench.Desk.OutputAsync(job.JobId, CancellationToken.None);
        Assert.Equal([0x80], Assert.IsType<OutputDelivery.PublicOutput>(delivery).Output);
        Assert.NotNull(await _bench.Desk.PartiesAsync(job.JobId, CancellationToken.None));
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("declined")]
    public async Task Output_OfAJobThatWasNotPaid_IsNoGift(string outcome)
    {
        var job = _bench.Add(1, Chosen, Mined, Executed);
        _bench.Book.End(job, outcome);
        var refusal = await Assert.ThrowsAsync<ApiException>(() => _bench.Desk.OutputAsync(job.JobId, CancellationToken.None));
        Assert.Equal("output_not_ready", refusal.Code);
    }

    [Fact]
    public async Task Model_KnownOnce_IsNotSearchedForAgain()
    {
        _bench.Chain.Models[Sample.ModelId] = false;
        Assert.False((await _bench.Judge.ModelAsync(Sample.ModelId, CancellationToken.None))!.IsRetired);
        var searches = _bench.Chain.LogSearches;
        _bench.Chain.Models[Sample.ModelId] = true;
        _bench.Time.Skipped = TimeSpan.FromMinutes(1);
        Assert.True((await _bench.Judge.ModelAsync(Sample.ModelId, CancellationToken.None))!.IsRetired);
        Assert.Equal(searches, _bench.Chain.LogSearches);
        _bench.Chain.Models.Clear();
        _bench.Time.Skipped = TimeSpan.FromMinutes(2);
        Assert.Null(await _bench.Judge.ModelAsync(Sample.ModelId, CancellationToken.None));
    }
}
