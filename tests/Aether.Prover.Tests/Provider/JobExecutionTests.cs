using System.Security.Cryptography;
using Aether.Ethereum;
using Aether.Harness;
using Aether.Inference;
using Aether.Prover.Chain;
using Aether.Prover.Delivery;
using Aether.Prover.Provider;
using Aether.Prover.Sealing;

namespace Aether.Prover.Tests.Provider;

/// <summary>From a sealed input to a Claim: the model that runs is the one registered, what comes out is what is billed.</summary>
public sealed class JobExecutionTests : IAsyncLifetime
{
    private static readonly byte[] Prompt = [0, 4, 0, 2];

    private Bench _bench = null!;
    private UInt128 _nonce;

    public async Task InitializeAsync() => _bench = await Bench.StartAsync(Repository.Program("Aether.Cli", "aether"));

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    private string ModelFile => Path.Combine(_bench.Folder, "model.air8");

    [Fact]
    public async Task Run_FileReplacedSinceItWasLookedAt_FailsTheJobAndClaimsNothing()
    {
        var model = Offer(SmallModels.Constant(1));
        var before = await RunAsync(model, Encoded(model, [1, 2, 3, 4]));
        Assert.Equal("0x81", before.Facts.Executed!.Output);

        // As a copy that keeps times does it: a valid model of the same shape that answers something else.
        var written = File.GetLastWriteTimeUtc(ModelFile);
        await File.WriteAllBytesAsync(ModelFile, SmallModels.Constant(2));
        File.SetLastWriteTimeUtc(ModelFile, written);
        var after = await RunAsync(model, Encoded(model, [1, 2, 3, 4]));
        Assert.Null(after.Facts.Executed);
        Assert.Contains("was changed", after.Facts.ExecutionFailed!.Reason, StringComparison.Ordinal);
        Assert.Contains(model.ContentHash.ToString(), after.Facts.ExecutionFailed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FileCutShort_FailsTheJobOnly()
    {
        var model = Offer(SmallModels.Constant(1));
        Assert.NotNull((await RunAsync(model, Encoded(model, [1, 2, 3, 4]))).Facts.Executed);
        using (var file = File.OpenWrite(ModelFile))
            file.SetLength(100);
        Assert.NotNull((await RunAsync(model, Encoded(model, [1, 2, 3, 4]))).Facts.ExecutionFailed);
    }

    [Fact]
    public async Task Run_DecodeLoop_TakesAPromptAndBillsTheTokensGenerated()
    {
        var model = Offer(SmallModels.Counting());
        var job = await RunAsync(model, Prompt);
        var executed = job.Facts.Executed;
        Assert.True(executed is not null, job.Facts.ExecutionFailed?.Reason);
        Assert.Equal("0x00030004000500060007", executed.Output);
        Assert.Equal(5u, JobTerms.ClaimOf(Sample.Provider, executed).Units);

        var expected = Air8Runtime.Run(model, model.Form.DecodeInput(Prompt));
        Assert.Equal(Commitments.Output(JobTerms.OutputSalt(executed), expected.Output).ToString(), executed.OutputCommit);
        Assert.Equal(expected.TraceRoot(JobTerms.TraceSalt(executed)).ToString(), executed.TraceRoot);
        // What answers a demand on chain opens to the same commitment.
        var answer = await _bench.Execution.AnswerAsync(job.Request, executed, CancellationToken.None);
        Assert.Equal(executed.OutputCommit, PublicAnswer.CommitOf(answer).ToString());
    }

    [Theory]
    [InlineData(new byte[] { 0, 8 }, "X-06")] // outside the vocabulary
    [InlineData(new byte[] { 0, 1, 0 }, "X-01")]
    [InlineData(
        new byte[] { 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1 },
        "X-01"
    )] // longer than the sequence
    public async Task OpenInput_PromptTheModelDoesNotTake_IsRefused(byte[] prompt, string rule)
    {
        Offer(SmallModels.Counting());
        var (offer, box) = Sealed(prompt, Digest.Zero);
        var refused = await Assert.ThrowsAsync<InputRefusedException>(() =>
            _bench.Execution.OpenInputAsync(offer.Request, box, CancellationToken.None)
        );
        Assert.Equal("input_malformed", refused.Code);
        Assert.Contains(rule, refused.Message, StringComparison.Ordinal);
    }

    private static byte[] Encoded(Air8Model model, sbyte[] values) => model.Form.Encode(Tensor.FromInt8(model.InputShape, values));

    /// <summary>Puts a model on the shelf and on the chain.</summary>
    private Air8Model Offer(byte[] file)
    {
        File.WriteAllBytes(ModelFile, file);
        var model = Air8Model.Load(file);
        _bench.Chain.Models[Sample.ModelId] = false;
        _bench.Chain.ContentHash = model.ContentHash.ToBytes32();
        return model;
    }

    private async Task<ActiveJob> RunAsync(Air8Model model, byte[] input)
    {
        var (offer, box) = Sealed(input, TensorTree.Root(model.Form.DecodeInput(input)));
        var job = _bench.Add(offer, new JobRecord.LockChosen("1", false), new JobRecord.InputKept());
        job.KeepInput(box);
        await _bench.Execution.RunAsync(job, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        return job;
    }

    private (SignedRequest Offer, byte[] Box) Sealed(byte[] input, Digest inputRoot)
    {
        var salt = new Digest(RandomNumberGenerator.GetBytes(Digest.Size));
        var offer = _bench.Offer(++_nonce);
        offer = offer with { Request = offer.Request with { InputCommit = Commitments.Input(salt, inputRoot).ToBytes32() } };
        var context = new SealingContext(Sample.ChainId, _bench.Market.Market.ToArray(), offer.JobId.ToBigEndian());
        return (offer, SealedBox.Seal(_bench.Options.SealingKey.Public, context, [.. salt.ToArray(), .. input]));
    }
}
