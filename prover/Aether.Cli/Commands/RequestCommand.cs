using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;
using Aether.Prover.Delivery;
using Aether.Prover.Policy;
using Aether.Prover.Requester;

namespace Aether.Cli.Commands;

/// <summary><c>aether request MODEL INPUT</c> and <c>aether request resume ID</c>.</summary>
internal static class RequestCommand
{
    /// <summary>How long a Node that is not there is offered a Request, unless its auction ends first.</summary>
    private static readonly TimeSpan OfferPatience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan OfferRetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>How long a deposit that a reorg took back may take to come again: a slow chain's block and some.</summary>
    private static readonly TimeSpan ResendPatience = TimeSpan.FromSeconds(15);

    public static Command Create(AetherCommand aether)
    {
        var options = new RequestOptions();
        var model = new Argument<string>("MODEL") { Description = "an AIR8 file, or the id of a registered model" };
        var input = new Argument<string>("INPUT") { Description = InputFile.Description };
        var command = new Command("request", "buys one answer: signs a Request, follows it to its end, checks the answer against the chain")
        {
            model,
            input,
        };
        foreach (var option in options.All)
            command.Options.Add(option);
        command.Subcommands.Add(Resume(aether));
        aether.Bind(command, context => RunAsync(context, options, context.Value(model), context.Value(input)));
        return command;
    }

    private static Command Resume(AetherCommand aether)
    {
        var id = new Argument<string>("ID") { Description = "the job's id" };
        var acceptOnChain = new Option<bool>("--accept-on-chain")
        {
            Description = "send accept yourself instead of handing the signature to the Node",
        };
        var noAccept = new Option<bool>("--no-accept") { Description = "accept nothing: the window runs out" };
        var timeout = new Option<uint>("--timeout")
        {
            Description = "seconds to wait; after that the same command goes on, and says by when it must",
            DefaultValueFactory = _ => 600u,
        };
        var answer = new Option<string?>("--answer")
        {
            Description = "the output's bytes as aether job output writes them, got from a relay",
            HelpName = "FILE",
        };
        var command = new Command("resume", "goes on with a Request that was signed here before")
        {
            id,
            acceptOnChain,
            noAccept,
            timeout,
            answer,
        };
        aether.Bind(
            command,
            async context =>
            {
                var jobId = JobCommands.IdOf(context.Value(id));
                var store = new RequestStore(context.Settings.RequestsDirectory);
                var stored =
                    store.Load(jobId)
                    ?? throw new CliException(
                        ExitCode.NotFound,
                        $"no Request of job {jobId} was signed here",
                        $"its files lie in {context.Settings.RequestsDirectory} of whoever signed it"
                    );
                var path = stored.ModelFile ?? throw new CliException(ExitCode.NotFound, "the model's file is not known any more");
                var mode = ModeOf(context.Value(acceptOnChain), context.Value(noAccept));
                var market = await context.MarketAsync();
                if ((await market.JobAsync(jobId, context.CancellationToken)).Status == JobStatus.None)
                    context.Reporter.Step($"handed to {await HandOverAsync(context, stored, post: false)}");
                var handed = context.Value(answer) is { } file ? await File.ReadAllBytesAsync(file, context.CancellationToken) : null;
                await FollowAsync(context, store, stored, Air8Model.Load(path), mode, context.Value(timeout), handed);
            }
        );
        return command;
    }

    private static async Task RunAsync(CliContext context, RequestOptions options, string modelText, string inputPath)
    {
        var mode = ModeOf(context.Value(options.AcceptOnChain), context.Value(options.NoAccept));
        var (modelPath, model, info) = await ModelLookup.FindAsync(context, modelText, context.Value(options.ModelId));
        if (info.IsRetired)
            throw new CliException(ExitCode.Refused, $"model {info.ModelId} is retired: no new jobs");
        var packageBytes = SealedPackage.ByteCount(model.Form.OutputType, model.Form.OutputShape);
        if (context.Value(options.Sealed) && packageBytes > SealedPackage.BytesMax)
            throw new CliException(
                ExitCode.Refused,
                $"a sealed output of this model takes {packageBytes} bytes on chain; at most {SealedPackage.BytesMax} can be demanded, so no Node takes it",
                "leave --sealed away"
            );
        var extras = ExtraOption.Read(context.Value(options.Extras));
        var input = InputFile.Read(model.Form, inputPath);
        var salt = new Digest(RandomNumberGenerator.GetBytes(Digest.Size));
        var request = await RequestDraft.BuildAsync(context, options, info, model.Form, extras, Commitments.Input(salt, input).ToBytes32());
        var market = await context.MarketAsync();
        var jobId = EntityId.Pack(request.Requester, request.Nonce);
        var state = await market.JobAsync(jobId, context.CancellationToken);
        if (state.Status != JobStatus.None)
            throw new CliException(
                ExitCode.Refused,
                $"nonce {request.Nonce} is used: job {jobId} is {state.Status.ToString().ToLowerInvariant()}",
                "leave --nonce away, or choose another"
            );
        var store = new RequestStore(context.Settings.RequestsDirectory);
        if (store.Load(jobId) is not null)
            throw new CliException(
                ExitCode.Refused,
                $"a Request with nonce {request.Nonce} was signed here before",
                $"aether request resume {jobId} goes on with it"
            );

        await FundAsync(context, request, TimeSpan.Zero);
        request = request with { RampStart = await RequestDraft.StartAsync(context, options) };
        var signature = await context.Signer.SignAsync(market.RequestDigest(request), SigningKind.TypedData, context.CancellationToken);
        var stored = new StoredRequest
        {
            Offer = new SignedRequest(request, extras, signature.ToBytes()),
            Salt = salt.ToBytes32(),
            Input = model.Form.Encode(input),
            ModelFile = Path.GetFullPath(modelPath),
            InputFile = Path.GetFullPath(inputPath),
            FromBlock = FirstBlock(market.Manifest, (await market.HeadAsync(context.CancellationToken)).Number),
        };
        store.Save(stored);
        var handedTo = await HandOverAsync(context, stored, context.Value(options.Post));
        context.Reporter.Step($"job {jobId}, handed to {handedTo}");
        if (context.Value(options.NoWait))
        {
            context.Reporter.Result(
                new
                {
                    jobId = jobId.ToString(),
                    status = "handedOver",
                    handedTo,
                    modelId = info.ModelId.ToString(),
                },
                jobId.ToString()
            );
            return;
        }

        await FollowAsync(context, store, stored, model, mode, context.Value(options.Timeout));
    }

    /// <summary>
    /// No event of a Request that is signed now is in an older block. A reorg may put its lock below the head of today: as deep as one goes,
    /// or as deep as one search of the logs, where blocks are quick.
    /// </summary>
    internal static ulong FirstBlock(ChainManifest manifest, ulong head) =>
        Math.Max(manifest.StartBlock, head - Math.Min(head, Math.Min((ulong)manifest.FinalityDepth, MarketClient.LogRangeMax / 2)));

    /// <summary>Tops the Vault up to the highest price; the market takes it at lock.</summary>
    /// <param name="patience">How long to wait for a deposit that a reorg took back, before another one is sent.</param>
    private static async Task FundAsync(CliContext context, Request request, TimeSpan patience)
    {
        var free = await FreeAsync(context, request);
        if (free >= request.MaxPrice)
            return;
        var account = await context.AccountAsync();
        if (patience > TimeSpan.Zero)
            free = await context.Reporter.WaitAsync(
                "the Vault holds less than the price; sending again what a reorg may have taken back",
                _ => ResendAsync(context, account, request, patience)
            );
        var market = await context.MarketAsync();
        // Locked meanwhile: the price is where it belongs, only no longer free.
        var job = await market.JobAsync(EntityId.Pack(request.Requester, request.Nonce), context.CancellationToken);
        if (free >= request.MaxPrice || job.Status != JobStatus.None)
            return;
        var token = market.Manifest.Tokens.First(entry => entry.Address == request.Token);
        var missing = request.MaxPrice - free;
        try
        {
            await context.Reporter.WaitAsync(
                $"depositing {TokenAmount.Format(missing, token.Decimals)} {token.Symbol}",
                _ => account.DepositAsync(token, missing, context.Clock, context.CancellationToken)
            );
        }
        catch (Exception e) when (e is TransactionRevertedException or InsufficientFundsException)
        {
            // The deposit that a reorg took back may have come after all, with the permit or the tokens that this one needed.
            if (await FreeAsync(context, request) < request.MaxPrice)
                throw;
        }
    }

    /// <summary>Before an offer: a reorg may have taken the deposit back, also that of an earlier command.</summary>
    private static async Task KeepFundedAsync(CliContext context, Request request)
    {
        var head = await (await context.MarketAsync()).HeadAsync(context.CancellationToken);
        // Nobody can lock it after its auction, and another account's deposit is not the requester's: both would lie there for nothing.
        if (head.Timestamp <= request.RampStart + request.LockSecs && context.Signer.Address == request.Requester)
            await FundAsync(context, request, ResendPatience);
    }

    /// <returns>The free balance, once it reaches the highest price or patience ends.</returns>
    private static async Task<UInt128> ResendAsync(CliContext context, ChainAccount account, Request request, TimeSpan patience)
    {
        var started = context.Clock.GetTimestamp();
        while (true)
        {
            await account.MaintainAsync(context.CancellationToken);
            await Task.Delay(OfferRetryDelay, context.Clock, context.CancellationToken);
            var free = await FreeAsync(context, request);
            if (free >= request.MaxPrice || context.Clock.GetElapsedTime(started) >= patience)
                return free;
        }
    }

    private static async Task<UInt128> FreeAsync(CliContext context, Request request) =>
        await (await context.MarketAsync()).FreeAsync(request.Token, request.Requester, context.CancellationToken);

    private static async Task<string> HandOverAsync(CliContext context, StoredRequest stored, bool post)
    {
        var market = await context.MarketAsync();
        var request = stored.Request;
        if (post || request.Exclusive.IsZero)
        {
            await KeepFundedAsync(context, request);
            var account = await context.AccountAsync();
            await context.Reporter.WaitAsync(
                "posting the Request on chain",
                _ =>
                    account.SendAsync(
                        $"post {stored.JobId}",
                        market.Market,
                        new JobMarket.PostCall { Request = request, Extras = [.. stored.Offer.Extras] },
                        isOnce: true,
                        context.CancellationToken
                    )
            );
            return "the market";
        }

        var nodes = await market.NodesAsync(request.Exclusive, context.CancellationToken);
        var node =
            nodes.LastOrDefault(entry => entry.Endpoint.Length > 0)
            ?? throw new CliException(
                ExitCode.NotFound,
                $"provider {request.Exclusive} has no active Node with an endpoint",
                "give --post: it is then found on chain"
            );
        using var http = new NodeHttpClient(node.Endpoint, context.Signer, market.Manifest, context.Clock);
        var patience = TimeSpan.FromSeconds(Math.Min(OfferPatience.TotalSeconds, request.LockSecs));
        var started = context.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                // A Node whose answer was lost may hold the lock by now, and the price is then no longer free.
                if ((await market.JobAsync(stored.JobId, context.CancellationToken)).Status != JobStatus.None)
                    return node.Endpoint;
                await KeepFundedAsync(context, request);
                await http.OfferAsync(stored.Offer, context.CancellationToken);
                return node.Endpoint;
            }
            catch (Exception e)
                when (e is NodeUnreachableException or NodeRefusedException or RpcFailureException { Retryable: true }
                    && context.Clock.GetElapsedTime(started) < patience
                )
            {
                // A reorg may have come between the deposit and the offer: then the refusal is about that, and the deposit comes again.
                if (e is NodeRefusedException { IsTransient: false } && await FreeAsync(context, request) >= request.MaxPrice)
                    throw;
                context.Reporter.Step($"{e.Message}; trying again");
                await Task.Delay(OfferRetryDelay, context.Clock, context.CancellationToken);
            }
        }
    }

    private static async Task FollowAsync(
        CliContext context,
        RequestStore store,
        StoredRequest stored,
        Air8Model model,
        AcceptMode mode,
        uint timeoutSecs,
        byte[]? handedAnswer = null
    )
    {
        var market = await context.MarketAsync();
        var account = await context.AccountAsync();
        using var flow = new RequestFlow(market, account, store, model.Form, mode, context.Clock, handedAnswer);
        var outcome = await context.Reporter.WaitAsync(
            "waiting for a provider",
            progress => flow.FollowAsync(stored, TimeSpan.FromSeconds(timeoutSecs), progress, context.CancellationToken)
        );
        Report(context, market, model, stored.Request, outcome);
    }

    private static void Report(CliContext context, MarketClient market, Air8Model model, Request request, RequestOutcome outcome)
    {
        var output = model.Form.DecodeOutput(outcome.Answer!.Output);
        var answer = ModelText.AnswerOf(output);
        var token = market.Manifest.Tokens.First(entry => entry.Address == request.Token);
        var price = outcome.Lock!.Price;
        context.Reporter.Result(
            new
            {
                jobId = outcome.JobId.ToString(),
                status = outcome.Status.ToString().ToLowerInvariant(),
                answer,
                scores = ModelText.ScoresOf(output),
                provider = EntityId.Owner(outcome.Lock.NodeId).ToString(),
                nodeId = outcome.Lock.NodeId.ToString(),
                modelId = request.ModelId.ToString(),
                price = price.ToString(CultureInfo.InvariantCulture),
                token = token.Symbol,
                inferenceCommitment = outcome.Submit!.Ic.ToString(),
                outputMode = ((OutputMode)request.OutputMode).ToString().ToLowerInvariant(),
                outputCommit = outcome.Submit.Claim.OutputCommit.ToString(),
                lockTransaction = outcome.Lock.TransactionHash.ToString(),
                submitTransaction = outcome.Submit.TransactionHash.ToString(),
            },
            answer
        );
        context.Reporter.Step(
            $"{outcome.Status.ToString().ToLowerInvariant()}, {TokenAmount.Format(price, token.Decimals)} {token.Symbol}; the output fits the commitment on chain"
        );
    }

    private static AcceptMode ModeOf(bool onChain, bool none) =>
        (onChain, none) switch
        {
            (true, true) => throw new CliException(ExitCode.Usage, "--accept-on-chain and --no-accept exclude each other"),
            (true, _) => AcceptMode.OnChain,
            (_, true) => AcceptMode.None,
            _ => AcceptMode.ThroughNode,
        };
}
