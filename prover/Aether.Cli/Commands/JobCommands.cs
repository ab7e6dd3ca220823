using System.CommandLine;
using System.Globalization;
using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover;
using Aether.Prover.Chain;
using Aether.Prover.Policy;

namespace Aether.Cli.Commands;

/// <summary><c>aether job show|output</c>: one Job as the chain has it, from its logs and its storage, and its output as bytes.</summary>
internal static class JobCommands
{
    public static Command Create(AetherCommand aether)
    {
        var command = new Command("job", "look at jobs");
        command.Subcommands.Add(Show(aether));
        command.Subcommands.Add(Output(aether));
        return command;
    }

    public static UInt256 IdOf(string text) =>
        UInt256.TryParse(text, out var id)
            ? id
            : throw new CliException(ExitCode.Usage, $"'{text}' is no job id: a number in decimal, or 0x and hex digits");

    private static Command Show(AetherCommand aether)
    {
        var id = new Argument<string>("ID") { Description = "the job's id" };
        var command = new Command("show", "shows one job: state, parties, price, claim, settlement, transactions") { id };
        aether.Bind(
            command,
            async context =>
            {
                var jobId = IdOf(context.Value(id));
                var market = await context.MarketAsync();
                var state = await market.JobAsync(jobId, context.CancellationToken);
                var logs = await market.JobLogsAsync(jobId, market.Manifest.StartBlock, context.CancellationToken);
                if (state.Status == JobStatus.None && logs.Count == 0)
                    throw new CliException(
                        ExitCode.NotFound,
                        $"there is no job {jobId} on {market.Manifest.Name}",
                        "a Request sent to a Node is on chain once it is locked"
                    );
                Report(context, market, jobId, state, Events.Of(logs));
            }
        );
        return command;
    }

    private static Command Output(AetherCommand aether)
    {
        var file = new Argument<string>("FILE") { Description = "where the bytes go" };
        return JobCall.Create(
            aether,
            "output",
            "writes a claimed output as it answers a demand on chain, for a relay or a complaint (requester or agent; anybody once it is on chain)",
            async (context, market, history) =>
            {
                JobCall.Require(history, "has an output", JobStatus.Submitted, JobStatus.Paid);
                var bytes = await OutputFile.FetchAsync(context, market, history);
                // A sealed package and the published key are the answer.
                OwnerOnlyFile.Replace(Path.GetFullPath(context.Value(file)), bytes);
                var mode = OutputFile.ModeOf(history).ToString().ToLowerInvariant();
                context.Reporter.Result(
                    new
                    {
                        jobId = history.JobId.ToString(),
                        mode,
                        bytes = bytes.Length,
                        file = context.Value(file),
                    },
                    string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} bytes, {mode}, as claimed")
                );
            },
            file
        );
    }

    private static void Report(CliContext context, MarketClient market, UInt256 jobId, JobState state, Events events)
    {
        var request = events.Lock?.Request ?? events.Posted;
        var token = market.Manifest.Tokens.FirstOrDefault(entry => entry.Address == request?.Token);
        string Amount(UInt128 units) => $"{TokenAmount.Format(units, token?.Decimals ?? 0)} {token?.Symbol ?? "units"}";
        string? Text(UInt128? units) => units?.ToString(CultureInfo.InvariantCulture);
        var settlement = events.Closed?.Settlement;
        var status = state.Status.ToString().ToLowerInvariant();
        context.Reporter.Result(
            new
            {
                jobId = jobId.ToString(),
                status,
                requester = EntityId.Owner(jobId).ToString(),
                provider = state.Provider.IsZero ? null : state.Provider.ToString(),
                nodeId = events.Lock?.NodeId.ToString(),
                modelId = request?.ModelId.ToString(),
                tier = request is { } r ? ((Tier)r.Tier).ToString().ToLowerInvariant() : null,
                token = token?.Symbol,
                price = Text(events.Lock?.Price),
                collateral = Text(request?.Collateral),
                deadline = state.Deadline,
                inputCommit = request?.InputCommit.ToString(),
                inferenceCommitment = events.Submit?.Ic.ToString(),
                outputCommit = events.Submit?.Claim.OutputCommit.ToString(),
                settlement = settlement is { } s
                    ? new
                    {
                        toProvider = Text(s.ToProvider),
                        fee = Text(s.Fee),
                        royalties = Text(s.Royalties),
                        refund = Text(s.Refund),
                        compensation = Text(s.Compensation),
                        collateralBack = Text(s.CollateralBack),
                        burned = Text(s.Burned),
                    }
                    : null,
                transactions = events.Transactions.Select(entry => new
                {
                    @event = entry.Event,
                    hash = entry.Hash.ToString(),
                    block = entry.Block,
                }),
            },
            Lines(jobId, status, state, events, settlement, Amount)
        );
    }

    private static IEnumerable<string> Lines(
        UInt256 jobId,
        string status,
        JobState state,
        Events events,
        Settlement? settlement,
        Func<UInt128, string> amount
    )
    {
        yield return $"job         {jobId}";
        yield return $"status      {status}";
        yield return $"requester   {EntityId.Owner(jobId).ToChecksumString()}";
        if (!state.Provider.IsZero)
            yield return $"provider    {state.Provider.ToChecksumString()}";
        if (events.Lock is { } locked)
        {
            yield return $"price       {amount(locked.Price)}, collateral {amount(locked.Request.Collateral)}";
            yield return $"model       {locked.Request.ModelId}";
        }

        if (events.Submit is { } submit)
            yield return $"commitment  {submit.Ic}";
        if (settlement is { } s)
        {
            yield return $"settlement  provider {amount(s.ToProvider)}, fee {amount(s.Fee)}, royalties {amount(s.Royalties)}, refund {amount(s.Refund)}";
            if (s.Compensation + s.Burned > 0)
                yield return $"            compensation {amount(s.Compensation)}, burned {amount(s.Burned)}";
        }

        foreach (var (name, hash, block) in events.Transactions)
            yield return string.Create(CultureInfo.InvariantCulture, $"{name, -11} block {block}, {hash}");
    }

    /// <summary>A Job's history, the newest event of each kind.</summary>
    private sealed record Events(
        Request? Posted,
        LockEvent? Lock,
        SubmitEvent? Submit,
        JobMarket.JobClosed? Closed,
        IReadOnlyList<(string Event, Bytes32 Hash, ulong Block)> Transactions
    )
    {
        public static Events Of(IReadOnlyList<Log> logs)
        {
            Request? posted = null;
            LockEvent? locked = null;
            SubmitEvent? submitted = null;
            JobMarket.JobClosed? closed = null;
            var transactions = new List<(string, Bytes32, ulong)>();
            foreach (var log in logs)
            {
                if (JobMarket.RequestPosted.TryDecode(log.View, out var post))
                    Add("posted", posted = post.Request);
                else if (MarketClient.ReadLock(log) is { } lockEvent)
                    Add("locked", locked = lockEvent);
                else if (MarketClient.ReadSubmit(log) is { } submitEvent)
                    Add("submitted", submitted = submitEvent);
                else if (JobMarket.JobClosed.TryDecode(log.View, out var close))
                    Add("closed", closed = close);

                void Add(string name, object? _) => transactions.Add((name, log.TransactionHash, log.BlockNumber));
            }

            return new Events(posted, locked, submitted, closed, transactions);
        }
    }
}
