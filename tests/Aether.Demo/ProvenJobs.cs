using System.Globalization;

namespace Aether.Demo;

/// <summary>
/// Three jobs of the validity tier: carol, whom nobody trusts, proves what she ran, and one transaction checks the proof, pays her and shows the
/// output; a private one goes by its delivery first; and somebody else who hands her proof in pays her.
/// </summary>
internal sealed class ProvenJobs(Market market, Progress progress)
{
    private const long Price = 2 * Market.Dollar;
    private const string NoKey = "0x0000000000000000000000000000000000000000000000000000000000000000";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan ProofPatience = TimeSpan.FromMinutes(4);

    private string _model = "";

    public async Task<IEnumerable<(string Name, JobReport Job)>> RunAsync(CancellationToken cancellationToken)
    {
        progress.Step("job 4: ada registers the model for proofs; carol, whom nobody trusts, must prove what she ran");
        _model = await market.ProverAsync(cancellationToken);
        return
        [
            ("proven", await ShownAsync(cancellationToken)),
            ("sealedProof", await SealedAsync(cancellationToken)),
            ("copiedProof", await CopiedAsync(cancellationToken)),
        ];
    }

    /// <summary>Nothing is submitted before, no window passes: the settlement alone holds claim, proof and output.</summary>
    private async Task<JobReport> ShownAsync(CancellationToken cancellationToken)
    {
        var before = await CarolsAsync(cancellationToken);
        var job = await PaidAsync(RequestAsync(market.Image(digit: 8, style: 2, seed: 4), [], cancellationToken), cancellationToken);
        Expect.Equal("8", job.Answer, "the model's answer, read from the settlement");
        Expect.That(!job.Gas.ContainsKey("submitted"), "nothing was submitted before the proof");
        Expect.Equal(NoKey, job.Key, "key of an output that is public");
        await ExpectPaidAsync(job, before, cancellationToken);
        progress.Say($"         it is an {job.Answer}; proved, paid and shown in one transaction of {Took(job)}, with no window");
        return job;
    }

    /// <summary>The ciphertext is claimed and handed over, the requester acknowledges it; then key and proof come in one transaction.</summary>
    private async Task<JobReport> SealedAsync(CancellationToken cancellationToken)
    {
        progress.Step("job 5: the same in private: the ciphertext first, then key and proof in one transaction");
        var before = await CarolsAsync(cancellationToken);
        var request = RequestAsync(market.Image(digit: 3, style: 1, seed: 5), ["--sealed", "--dispute-secs", "300"], cancellationToken);
        var job = await PaidAsync(request, cancellationToken);
        Expect.Equal("3", job.Answer, "the model's answer, opened with the key");
        Expect.That(job.SubmittedTransaction is not null, "the ciphertext was claimed before");
        Expect.Equal(NoKey, job.OutputCommit, "commitment to an output that nobody may recompute");
        Expect.That(job.Key != NoKey, "the settlement showed the key");
        await ExpectPaidAsync(job, before, cancellationToken);
        progress.Say($"         it is a {job.Answer}, which the requester alone can read; {Took(job)}");
        return job;
    }

    /// <summary>Mallory takes carol's proof out of the mempool and has it mined before hers. The payee is part of what is proved.</summary>
    private async Task<JobReport> CopiedAsync(CancellationToken cancellationToken)
    {
        progress.Step("job 6: mallory copies carol's proof from the mempool and is first with it");
        var before = await CarolsAsync(cancellationToken);
        await using var mallory = new Mallory(market.Stage.Anvil.Rpc, market.Stage.Deployment.Contracts["JobMarket"]);
        var request = RequestAsync(market.Image(digit: 5, style: 4, seed: 6), [], cancellationToken);
        var copied = await mallory.CopyAsync(request, cancellationToken);
        var job = await PaidAsync(request, cancellationToken);
        Expect.Equal("5", job.Answer, "the model's answer");
        Expect.Equal(copied.Own, job.ClosedTransaction, "the transaction that settled it is mallory's");
        Expect.That(!await mallory.SucceededAsync(copied.Original), "carol's own came too late");
        await ExpectPaidAsync(job, before, cancellationToken);
        Expect.Equal(0, await market.FreeAsync(Mallory.Address, cancellationToken), "mallory's pay");
        Expect.That(await mallory.IsRefusedAsync(copied.Own), "the same proof again is refused");
        progress.Say($"         mallory paid {job.Gas["closed"]:N0} gas, and carol was paid {Amounts.Dollars(job.Settlement.ToProvider)}");
        return job;
    }

    private Task<long> CarolsAsync(CancellationToken cancellationToken) =>
        market.FreeAsync(market.Carol!.Wallet.Address, cancellationToken);

    private async Task<(string JobId, string Answer)> RequestAsync(string image, string[] further, CancellationToken cancellationToken)
    {
        string[] request =
        [
            "request",
            _model,
            image,
            "--provider",
            market.Carol!.Wallet.Address,
            "--price",
            "2.00",
            "--tier",
            "validity",
            "--exec-secs",
            "300",
            .. further,
        ];
        var answer = await market.Requester.AetherJsonAsync(request, ProofPatience, cancellationToken);
        return (answer.Text("jobId"), answer.Text("answer"));
    }

    private async Task<JobReport> PaidAsync(Task<(string JobId, string Answer)> request, CancellationToken cancellationToken)
    {
        var (jobId, answer) = await request;
        return await market.Jobs.WaitAsync(jobId, "PAID", Patience, cancellationToken) with { Answer = answer };
    }

    private async Task ExpectPaidAsync(JobReport job, long before, CancellationToken cancellationToken)
    {
        var pay = Price - Amounts.Fee(Price) - Amounts.Royalties(Price);
        Expect.Equal("VALIDITY", job.Tier, "tier");
        Expect.Equal(market.Carol!.Wallet.Address, job.Provider, "provider");
        Expect.Equal(pay, job.Settlement.ToProvider, "carol's pay");
        Expect.Equal(before + pay, await CarolsAsync(cancellationToken), "carol's balance");
        Expect.Equal(job.Gas["closed"], job.Proof?.GasUsed, "gas of the settlement, in the API and on the chain");
        Expect.Equal(1, job.Proof?.Settlements, "jobs settled in that transaction");
        Expect.That(job.Proof?.ProofBytes is > 4_000 and < 20_000, $"{job.Proof?.ProofBytes} bytes of proof");
    }

    private static string Took(JobReport job) =>
        string.Create(CultureInfo.InvariantCulture, $"{job.Proof!.GasUsed:N0} gas and {job.Proof.ProofBytes:N0} bytes of proof");
}
