using System.Diagnostics;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Proofs;
using Aether.Prover.Chain;
using Aether.Prover.Delivery;
using Microsoft.Extensions.Logging;

namespace Aether.Prover.Provider;

/// <summary>Turns a Claim of the validity tier into the envelope that settles it.</summary>
internal sealed class JobProving(
    MarketClient market,
    OfferJudge judge,
    ModelShelf shelf,
    JobExecution execution,
    ProofDesk desk,
    ProviderOptions options,
    ILogger log
)
{
    /// <summary>Proves the claim and keeps the envelope, or writes down why it cannot be. Throws for cancellation and for a chain that cannot be read.</summary>
    public async Task RunAsync(ActiveJob job, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        byte[]? envelope = null;
        var failure = "";
        var isAnswered = job.View is { IsAnswered: true };
        try
        {
            envelope = await ProveAsync(job, isAnswered, cancellationToken);
        }
        catch (Exception e) when (e is not (OperationCanceledException or RpcFailureException or ContractRevertedException or AbiException))
        {
            // Whatever it was: written down, the Job can be given back while that costs a tenth of the collateral.
            failure = e.Message;
        }

        await job.Gate.WaitAsync(cancellationToken);
        try
        {
            if (job.IsEnded)
                return;
            var took = Stopwatch.GetElapsedTime(started);
            var id = job.JobId.ToString();
            if (envelope is not null)
            {
                job.KeepProof(envelope, took, isAnswered);
                ProviderLog.Proved(log, id, envelope.Length, (long)took.TotalMilliseconds);
            }
            else
            {
                job.Append(new JobRecord.ProofFailed(failure));
                ProviderLog.ProofFailed(log, id, failure);
            }
        }
        finally
        {
            job.Gate.Release();
        }
    }

    private async Task<byte[]> ProveAsync(ActiveJob job, bool isAnswered, CancellationToken cancellationToken)
    {
        var request = job.Request;
        var executed = job.Facts.Executed!;
        var info =
            await judge.ModelAsync(request.ModelId, cancellationToken)
            ?? throw new IOException($"model {request.ModelId} is not registered any more");
        var shelved =
            shelf.Find(info.ContentHash)
            ?? throw new IOException($"the file of model {request.ModelId} is not in the models folder any more");
        Air8Model model;
        using (var stream = File.OpenRead(shelved.Path))
            model = Air8Model.Load(stream);
        var (frame, salt) = await execution.OpenInputAsync(request, job.ReadInput(), cancellationToken);
        var claim = JobTerms.ClaimOf(options.Node.Provider, executed);
        var question = new ProofQuestion(
            new InferenceCommitment
            {
                ChainId = market.Manifest.ChainId,
                Market = market.Market.ToArray(),
                JobId = new Digest(job.JobId.ToBigEndian()),
                Payee = claim.Payee.ToArray(),
                Verifier = request.Verifier.ToArray(),
                ModelId = request.ModelId.ToDigest(),
                InputCommit = request.InputCommit.ToDigest(),
                OutputCommit = claim.OutputCommit.ToDigest(),
                CipherCommit = claim.CipherCommit.ToDigest(),
                KeyHash = claim.KeyHash.ToDigest(),
                Units = claim.Units,
                TraceRoot = claim.TraceRoot.ToDigest(),
            },
            isAnswered,
            JobTerms.KeyOf(executed).ToDigest()
        );
        var task = new ProofTask(
            question,
            model,
            info.Preimage(),
            shelved.Form.DecodeInput(frame),
            salt,
            shelved.Form.DecodeOutput(Hex.Parse(executed.Output)),
            JobTerms.OutputSalt(executed),
            JobTerms.PackageOf(executed) is { } package ? PointPackage.Parse(package) : null
        );
        return await desk.ProveAsync(job.JobId.ToString(), task, cancellationToken);
    }
}
