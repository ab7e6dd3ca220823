using System.Diagnostics;
using System.Security.Cryptography;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;
using Aether.Prover.Delivery;
using Aether.Prover.Execution;
using Aether.Prover.Sealing;
using Microsoft.Extensions.Logging;

namespace Aether.Prover.Provider;

/// <summary>Opens sealed inputs and turns them into Claims.</summary>
internal sealed class JobExecution(MarketClient market, OfferJudge judge, ModelShelf shelf, ProviderOptions options, ILogger log)
    : IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.Policy.Execution.Concurrency);

    /// <summary>Bytes in front of the tensor in a sealed input: the salt of its commitment.</summary>
    public const int SaltLength = 32;

    /// <summary>Opens a box and checks what is inside against the Request.</summary>
    /// <returns>The input tensor's frame, and the salt of its commitment.</returns>
    /// <exception cref="InputRefusedException">Not the committed input of this Job.</exception>
    public async Task<(byte[] Frame, Digest Salt)> OpenInputAsync(Request request, byte[] box, CancellationToken cancellationToken)
    {
        byte[] message;
        try
        {
            var context = new SealingContext(
                market.Manifest.ChainId,
                market.Market.ToArray(),
                EntityId.Pack(request.Requester, request.Nonce).ToBigEndian()
            );
            message = SealedBox.Open(options.SealingKey, context, box);
        }
        catch (SealingException e)
        {
            throw new InputRefusedException("box_unreadable", e.Message);
        }

        if (message.Length <= SaltLength)
            throw new InputRefusedException("input_malformed", "the box holds no tensor behind its salt");
        var model = await ModelAsync(request, cancellationToken);
        Tensor tensor;
        try
        {
            tensor = model.Form.DecodeInput(message.AsSpan(SaltLength));
        }
        catch (Air8RefusedException e)
        {
            throw new InputRefusedException("input_malformed", $"the tensor in the box is refused: {e.Message}");
        }

        var commit = Commitments.Input(new Digest(message.AsSpan(0, SaltLength)), tensor).ToBytes32();
        if (commit != request.InputCommit)
            throw new InputRefusedException(
                "input_commit_differs",
                $"the input in the box commits to {commit}; the Request says {request.InputCommit}"
            );
        return (message[SaltLength..], new Digest(message.AsSpan(0, SaltLength)));
    }

    /// <summary>Runs the model on the kept input and writes down the outcome. Throws for cancellation and for a chain that cannot be read.</summary>
    public async Task RunAsync(ActiveJob job, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            if (job.IsEnded)
                return; // It waited for a place longer than it lived.
            var started = Stopwatch.GetTimestamp();
            var record = await ExecuteAsync(job, cancellationToken);
            await job.Gate.WaitAsync(cancellationToken);
            try
            {
                if (job.IsEnded)
                    return;
                job.Append(record);
            }
            finally
            {
                job.Gate.Release();
            }

            var id = job.JobId.ToString();
            if (record is JobRecord.Executed executed)
                ProviderLog.Executed(log, id, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds, executed.OutputCommit);
            else
                ProviderLog.ExecutionFailed(log, id, ((JobRecord.ExecutionFailed)record).Reason);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>The output of a Claim as it is answered on chain.</summary>
    public async Task<byte[]> AnswerAsync(Request request, JobRecord.Executed executed, CancellationToken cancellationToken)
    {
        if (JobTerms.PackageOf(executed) is { } package)
            return package;
        var model = await ModelAsync(request, cancellationToken);
        var output = model.Form.DecodeOutput(Hex.Parse(executed.Output));
        return PublicAnswer.Write(JobTerms.OutputSalt(executed), output);
    }

    public void Dispose() => _slots.Dispose();

    private async Task<JobRecord> ExecuteAsync(ActiveJob job, CancellationToken cancellationToken)
    {
        try
        {
            var (input, _) = await OpenInputAsync(job.Request, job.ReadInput(), cancellationToken);
            var model = await ModelAsync(job.Request, cancellationToken);
            var result = await options.Executor.RunAsync(model.Path, input, cancellationToken);
            return result.Output is { } output ? Claim(job, model, output) : new JobRecord.ExecutionFailed(result.Failure!);
        }
        catch (Exception e) when (e is not (OperationCanceledException or RpcFailureException or ContractRevertedException or AbiException))
        {
            // Whatever it was: written down, the Job can be given back while that costs a tenth of the collateral.
            return new JobRecord.ExecutionFailed(e.Message);
        }
    }

    private JobRecord Claim(ActiveJob job, ShelvedModel model, ModelOutput output)
    {
        // A file that was replaced since it was looked at makes another model's answer, and a claim of it would be slashed.
        if (output.ContentHash != model.ContentHash)
            return new JobRecord.ExecutionFailed(
                $"{model.Path} was changed: it holds contentHash {output.ContentHash}; the Request's model is {model.ContentHash}"
            );
        // Decoding proves that the child's bytes are a tensor of the model's output; the root follows from them, not from the child's word.
        var tensor = model.Form.DecodeOutput(output.Output);
        var key = new Digest(RandomNumberGenerator.GetBytes(Digest.Size));
        if ((Tier)job.Request.Tier == Tier.Validity && (OutputMode)job.Request.OutputMode == OutputMode.Sealed)
            return ClaimByPoint(job.JobId, key, tensor);
        var outputCommit = Commitments.Output(Commitments.OutputSalt(key), tensor);
        // A proof claims no trace: it shows the whole run.
        var traceRoot =
            (Tier)job.Request.Tier == Tier.Validity
                ? Digest.Zero
                : Commitments.Trace(Commitments.TraceSalt(key), output.Boundaries.ToArray());
        var package = (OutputMode)job.Request.OutputMode == OutputMode.Sealed ? Seal(job.JobId, key, tensor) : null;
        return new JobRecord.Executed(
            key.ToString(),
            Hex.Format(output.Output),
            outputCommit.ToString(),
            traceRoot.ToString(),
            package,
            model.Form.UnitsOf(tensor)
        );
    }

    /// <summary>What a proof says of a sealed output it says of its ciphertext.</summary>
    private JobRecord.Executed ClaimByPoint(UInt256 jobId, Digest key, Tensor output)
    {
        var orderKey = market.OrderKey(jobId, options.Node.Provider, Commitments.KeyHash(key).ToBytes32());
        var package = PointPackage.Seal(key, orderKey, output, options.Srs!);
        return new JobRecord.Executed(
            key.ToString(),
            Hex.Format(output.Bytes),
            Digest.Zero.ToString(),
            Digest.Zero.ToString(),
            Hex.Format(package.Bytes),
            CipherCommit: package.Commit.ToString()
        );
    }

    private string Seal(UInt256 jobId, Digest key, Tensor output)
    {
        var orderKey = market.OrderKey(jobId, options.Node.Provider, Commitments.KeyHash(key).ToBytes32());
        return Hex.Format(SealedPackage.Seal(key, orderKey, output).Bytes.Span);
    }

    private async Task<ShelvedModel> ModelAsync(Request request, CancellationToken cancellationToken)
    {
        var model = await judge.ModelAsync(request.ModelId, cancellationToken);
        return model is not null && shelf.Find(model.ContentHash) is { } shelved
            ? shelved
            : throw new IOException($"the file of model {request.ModelId} is not in the models folder any more");
    }
}
