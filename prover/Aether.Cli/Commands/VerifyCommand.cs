using System.CommandLine;
using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;
using Aether.Prover.Delivery;
using Aether.Prover.Requester;

namespace Aether.Cli.Commands;

/// <summary><c>aether verify ID|proof</c>: recomputes a Claim from model, input and salts, and says which hash differs.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string> Id = new("ID") { Description = "the job's id" };
    private static readonly Option<string?> Model = new("--model")
    {
        Description = "AIR8 file; as requested when absent",
        HelpName = "FILE",
    };
    private static readonly Option<string> Backend = BackendOption.Create();

    private static readonly Option<string?> Srs = new("--srs")
    {
        Description = "the reference string, for a sealed output that a proof paid for",
        HelpName = "FILE",
    };
    private static readonly Option<string?> Input = new("--input")
    {
        Description = "the input, as aether run takes it; the stored one when absent",
        HelpName = "FILE",
    };
    private static readonly Option<string?> InputSalt = new("--input-salt")
    {
        Description = "opens inputCommit; the stored one when absent",
        HelpName = "HEX",
    };
    private static readonly Option<string?> OutputSalt = new("--output-salt")
    {
        Description = "opens outputCommit; the delivered one when absent",
        HelpName = "HEX",
    };
    private static readonly Option<string?> TraceSalt = new("--trace-salt")
    {
        Description = "opens traceRoot; the delivered one when absent",
        HelpName = "HEX",
    };

    public static Command Create(AetherCommand aether)
    {
        var command = new Command("verify", "recomputes a claim from model, input and salts; says which hash differs")
        {
            Id,
            Model,
            Input,
            Backend,
            InputSalt,
            OutputSalt,
            TraceSalt,
            Srs,
        };
        command.Subcommands.Add(VerifyProofCommand.Create(aether));
        aether.Bind(command, RunAsync);
        return command;
    }

    private static async Task RunAsync(CliContext context)
    {
        var jobId = JobCommands.IdOf(context.Value(Id));
        var market = await context.MarketAsync();
        var stored = new RequestStore(context.Settings.RequestsDirectory).Load(jobId);
        var from = stored?.FromBlock ?? market.Manifest.StartBlock;
        var locked =
            await market.LockAsync(jobId, from, context.CancellationToken)
            ?? throw new CliException(ExitCode.NotFound, $"job {jobId} was never locked on {market.Manifest.Name}");
        var submitted =
            await market.SubmitAsync(jobId, from, context.CancellationToken)
            ?? await market.ProvenAsync(jobId, locked.Request, from, context.CancellationToken)
            ?? throw new CliException(ExitCode.NotFound, $"job {jobId} has no claim on chain");
        var info =
            await market.ModelAsync(locked.Request.ModelId, context.CancellationToken)
            ?? throw new CliException(ExitCode.NotFound, $"model {locked.Request.ModelId} is not registered");

        var model = Air8Model.Load(context.Value(Model) ?? stored?.ModelFile ?? throw Missing("--model"));
        var input = context.Value(Input) is { } path
            ? InputFile.Read(model.Form, path)
            : model.Form.DecodeInput(stored?.Input ?? throw Missing("--input"));
        var inputSalt = SaltOf(context, InputSalt, stored?.Salt);
        // The key of a sealed output is on chain, and both salts follow from it. Where a proof pays it came with the proof, and the ciphertext alone is claimed.
        var isSealed = (OutputMode)locked.Request.OutputMode == OutputMode.Sealed;
        var isByPoint = isSealed && (Tier)locked.Request.Tier == Tier.Validity;
        if (isByPoint)
            submitted = submitted with
            {
                Key =
                    await market.ClosedKeyAsync(jobId, from, context.CancellationToken)
                    ?? throw new CliException(ExitCode.NotFound, $"job {jobId} is not settled: the key of its output is not public yet"),
            };
        Digest? key = isSealed ? submitted.Key.ToDigest() : null;
        var knownOutputSalt =
            isByPoint ? Bytes32.Zero
            : key is { } k ? Commitments.OutputSalt(k).ToBytes32()
            : stored?.Answer?.OutputSalt;
        var knownTraceSalt = key is { } t ? Commitments.TraceSalt(t).ToBytes32() : stored?.Answer?.TraceSalt;
        var outputSalt = SaltOf(context, OutputSalt, knownOutputSalt);
        // A public output that was answered on chain opens nothing else: its trace stays closed.
        // Nor does a proof claim one.
        var isTraceOpen =
            (Tier)locked.Request.Tier != Tier.Validity
            && (context.Value(TraceSalt) is not null || knownTraceSalt is not null || stored?.Answer is null);
        Digest? traceSalt = isTraceOpen ? SaltOf(context, TraceSalt, knownTraceSalt) : null;

        var backend = BackendOption.Choose(context.Value(Backend));
        var run = await context.Reporter.WaitAsync(
            "running the model",
            _ => Task.Run(() => BackendOption.Run(backend, model, input, context.CancellationToken), context.CancellationToken)
        );
        var claim = submitted.Claim with
        {
            OutputCommit = isByPoint ? Bytes32.Zero : Commitments.Output(outputSalt, run.OutputRoot).ToBytes32(),
            TraceRoot = traceSalt is { } opened ? run.TraceRoot(opened).ToBytes32() : submitted.Claim.TraceRoot,
            Units = run.Units,
            CipherCommit =
                key is not { } published ? submitted.Claim.CipherCommit
                : isByPoint ? PointCommit(context, market, submitted, published, run.Output)
                : CipherCommit(market, submitted, published, run.Output),
        };
        Check[] checks =
        [
            new("contentHash", model.ContentHash.ToBytes32(), info.ContentHash),
            new("inputCommit", Commitments.Input(inputSalt, input).ToBytes32(), locked.Request.InputCommit),
            new("outputCommit", claim.OutputCommit, submitted.Claim.OutputCommit),
            .. key is null ? Array.Empty<Check>() : [new Check("cipherCommit", claim.CipherCommit, submitted.Claim.CipherCommit)],
            .. isTraceOpen ? [new Check("traceRoot", claim.TraceRoot, submitted.Claim.TraceRoot)] : Array.Empty<Check>(),
            new("inferenceCommitment", market.InferenceCommitment(locked.Request, claim), submitted.Ic),
        ];
        var answer = ModelText.AnswerOf(run.Output);
        context.Reporter.Result(
            new
            {
                jobId = jobId.ToString(),
                valid = checks.All(check => check.Fits),
                answer,
                checks = checks.Select(check => new
                {
                    name = check.Name,
                    fits = check.Fits,
                    computed = check.Computed.ToString(),
                    onChain = check.OnChain.ToString(),
                }),
            },
            [
                .. checks.Select(check =>
                    check.Fits
                        ? $"fits     {check.Name, -20} {check.OnChain}"
                        : $"DIFFERS  {check.Name, -20} computed {check.Computed}, on chain {check.OnChain}"
                ),
                $"answer   {answer}",
            ]
        );
        if (checks.FirstOrDefault(check => !check.Fits) is { } wrong)
            throw new CliException(ExitCode.Mismatch, $"{wrong.Name} differs: {Explain(wrong.Name)}");
    }

    /// <summary>Sealing draws nothing at random but the key, so there is one package for an output and a key.</summary>
    private static Bytes32 CipherCommit(MarketClient market, SubmitEvent submitted, Digest key, Tensor output) =>
        SealedPackage.Seal(key, SealedFault.OrderKey(market, submitted), output).Commit;

    private static Bytes32 PointCommit(CliContext context, MarketClient market, SubmitEvent submitted, Digest key, Tensor output)
    {
        var srs = SrsInput.Read(context, Path.GetFullPath(context.Value(Srs) ?? throw Missing("--srs")));
        return PointPackage.Seal(key, SealedFault.OrderKey(market, submitted), output, srs).Commit;
    }

    private static Digest SaltOf(CliContext context, Option<string?> option, Bytes32? stored) =>
        context.Value(option) is { } text ? Digest.Parse(text) : stored?.ToDigest() ?? throw Missing(option.Name);

    private static CliException Missing(string option) =>
        new(
            ExitCode.NotFound,
            $"{option} is needed: this machine did not make or finish the Request",
            "the requester's files hold model, input and salts"
        );

    private static string Explain(string name) =>
        name switch
        {
            "contentHash" => "this is not the model that was registered",
            "inputCommit" => "this is not the input (or not the salt) that was requested",
            "outputCommit" => "the model gives another output than the one claimed",
            "cipherCommit" => "the sealed package is not of the model's output; aether complain shows that to the chain",
            "traceRoot" => "the model takes another path than the one claimed",
            _ => "the claim is for other units, another payee, model or job",
        };

    private sealed record Check(string Name, Bytes32 Computed, Bytes32 OnChain)
    {
        public bool Fits => Computed == OnChain;
    }
}
