using System.CommandLine;
using System.Globalization;
using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;

namespace Aether.Cli.Commands;

/// <summary><c>aether accept|decline|cancel|expire|finalize</c>: how a Job ends, each as one transaction of yours.</summary>
internal static class SettleCommands
{
    /// <summary>The market takes as many ids or items in one call.</summary>
    private const int BatchMax = 64;

    public static Command Accept(AetherCommand aether) =>
        JobCall.Create(
            aether,
            "accept",
            "pays a submitted job at once: its claim is what you wanted (requester or agent)",
            async (context, market, history) =>
            {
                JobCall.Require(history, "can be accepted", JobStatus.Submitted);
                JobCall.RequireUncontested(history);
                var request = history.Lock!.Request;
                var signer = context.Signer.Address;
                if (signer != request.Requester && (request.Agent.IsZero || signer != request.Agent))
                    throw new CliException(
                        ExitCode.Refused,
                        $"only requester {request.Requester}{(request.Agent.IsZero ? "" : $" or agent {request.Agent}")} accepts job {history.JobId}; you sign as {signer}",
                        "anybody may finalize it once the window has passed: aether finalize"
                    );
                var call = new JobMarket.AcceptCall { Item = await market.ItemAsync(history, context.CancellationToken), Signature = [] };
                await JobCall.SendAsync(context, history.JobId, $"accept {history.JobId}", "accepting the claim", market.Market, call);
            }
        );

    public static Command Decline(AetherCommand aether) =>
        JobCall.Create(
            aether,
            "decline",
            "gives a locked job back, in the first half of its time: a tenth of the collateral is lost (provider or operator)",
            async (context, market, history) =>
            {
                JobCall.Require(history, "can be declined", JobStatus.Locked);
                JobCall.RequireUncontested(history);
                var until = history.State.Deadline - (history.Lock!.Request.ExecSecs / 2);
                var head = await market.HeadAsync(context.CancellationToken);
                if (head.Timestamp > until)
                    throw new CliException(
                        ExitCode.Refused,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"job {history.JobId} could be declined until {until}; the chain is at {head.Timestamp}"
                        ),
                        "submit a claim before its deadline, or the collateral is lost"
                    );
                var call = new JobMarket.DeclineCall { JobId = history.JobId, Terms = history.Terms(market) };
                await JobCall.SendAsync(context, history.JobId, $"decline {history.JobId}", "giving the job back", market.Market, call);
            }
        );

    public static Command Cancel(AetherCommand aether)
    {
        var ids = Ids();
        var command = new Command(
            "cancel",
            "withdraws Requests that nobody has locked, posted or only signed; their nonces are used (requester)"
        )
        {
            ids,
        };
        aether.Bind(
            command,
            async context =>
            {
                var jobIds = IdsOf(context.Value(ids));
                var market = await context.MarketAsync();
                var signer = context.Signer.Address;
                foreach (var jobId in jobIds)
                {
                    if (EntityId.Owner(jobId) != signer)
                        throw new CliException(
                            ExitCode.Refused,
                            $"job {jobId} is {EntityId.Owner(jobId)}'s; you sign as {signer}",
                            "only the requester cancels"
                        );
                    var status = (await market.JobAsync(jobId, context.CancellationToken)).Status;
                    if (status is not (JobStatus.None or JobStatus.Posted))
                        throw new CliException(
                            ExitCode.Refused,
                            $"job {jobId} is {JobCall.Name(status)}; only one that nobody has locked can be cancelled",
                            $"aether job show {jobId} says more"
                        );
                }

                await SendAllAsync(context, jobIds, "cancel", new JobMarket.CancelCall { JobIds = jobIds });
            }
        );
        return command;
    }

    public static Command Expire(AetherCommand aether) =>
        JobCall.Create(
            aether,
            "expire",
            "ends a job whose clock ran out: the price goes back to the requester (anybody)",
            async (context, market, history) =>
            {
                JobCall.Require(history, "can expire", JobStatus.Posted, JobStatus.Locked, JobStatus.Submitted);
                var head = await market.HeadAsync(context.CancellationToken);
                var from = ExpiresAt(history, market.Manifest.GraceSecs);
                if (head.Timestamp <= from)
                    throw new CliException(
                        ExitCode.Refused,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"job {history.JobId} cannot expire before {from + 1}; the chain is at {head.Timestamp}"
                        ),
                        "try again then"
                    );
                IContractCall call =
                    history.State.Status == JobStatus.Posted
                        ? new JobMarket.ExpirePostedCall { JobId = history.JobId }
                        : new JobMarket.ExpireCall
                        {
                            JobId = history.JobId,
                            Terms = history.Terms(market),
                            Ic = history.Ic,
                        };
                await JobCall.SendAsync(context, history.JobId, $"expire {history.JobId}", "ending the job", market.Market, call);
            }
        );

    public static Command Finalize(AetherCommand aether)
    {
        var ids = Ids();
        var command = new Command("finalize", "pays submitted jobs whose window has passed in silence (anybody)") { ids };
        aether.Bind(
            command,
            async context =>
            {
                var jobIds = IdsOf(context.Value(ids));
                var market = await context.MarketAsync();
                var head = await market.HeadAsync(context.CancellationToken);
                var items = new List<Item>();
                foreach (var jobId in jobIds)
                {
                    var history = await market.HistoryAsync(jobId, market.Manifest.StartBlock, context.CancellationToken);
                    JobCall.Require(history, "can be finalized", JobStatus.Submitted);
                    JobCall.RequireUncontested(history);
                    if (head.Timestamp <= history.State.Deadline)
                        throw new CliException(
                            ExitCode.Refused,
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"the window of job {jobId} is open until {history.State.Deadline}; the chain is at {head.Timestamp}"
                            ),
                            "try again then; its requester can accept it at once: aether accept"
                        );
                    items.Add(await market.ItemAsync(history, context.CancellationToken));
                }

                await SendAllAsync(context, jobIds, "finalize", new JobMarket.FinalizeCall { Items = [.. items] });
            }
        );
        return command;
    }

    /// <summary>Chain second after which anybody may end it.</summary>
    private static ulong ExpiresAt(JobHistory history, uint graceSecs) =>
        history.State switch
        {
            { Status: JobStatus.Posted } => history.State.Deadline,
            { Contests: > 0 } => history.State.CapAt,
            { Status: JobStatus.Locked } => history.State.Deadline + graceSecs,
            _ => (Tier)history.Lock!.Request.Tier is Tier.Validity or Tier.Attested
                ? history.State.Deadline + (2UL * graceSecs)
                : throw new CliException(
                    ExitCode.Refused,
                    $"silence pays job {history.JobId}: it does not expire",
                    $"aether finalize {history.JobId} pays it once its window has passed"
                ),
        };

    private static async Task SendAllAsync(CliContext context, UInt256[] jobIds, string verb, IContractCall call)
    {
        var market = await context.MarketAsync();
        var account = await context.AccountAsync();
        var receipt = await context.Reporter.WaitAsync(
            string.Create(CultureInfo.InvariantCulture, $"{verb}: {jobIds.Length} jobs"),
            _ => account.SendAsync(verb, market.Market, call, isOnce: false, context.CancellationToken)
        );
        var statuses = new List<(UInt256 Id, string Status)>();
        foreach (var jobId in jobIds)
            statuses.Add((jobId, JobCall.Name((await market.JobAsync(jobId, context.CancellationToken)).Status)));
        context.Reporter.Result(
            new
            {
                jobs = statuses.Select(entry => new { jobId = entry.Id.ToString(), status = entry.Status }),
                transaction = receipt.TransactionHash.ToString(),
            },
            [.. statuses.Select(entry => $"job {entry.Id} is {entry.Status}"), $"transaction {receipt.TransactionHash}"]
        );
    }

    private static Argument<string[]> Ids() => new("ID") { Description = "job ids, at most 64", Arity = ArgumentArity.OneOrMore };

    private static UInt256[] IdsOf(string[] words) =>
        words.Length <= BatchMax
            ? [.. words.Select(JobCommands.IdOf)]
            : throw new CliException(
                ExitCode.Usage,
                $"{words.Length} ids; the market takes {BatchMax} in one call",
                "call it several times"
            );
}
