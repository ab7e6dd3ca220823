using System.CommandLine;
using System.Globalization;
using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;

namespace Aether.Cli.Commands;

/// <summary>What the commands that act on one Job share: its history, the statuses they take, the transaction, the answer.</summary>
internal static class JobCall
{
    /// <summary>A command about one Job, its first argument: the Job's history is read before <paramref name="act"/> begins.</summary>
    /// <param name="more">Further arguments and options.</param>
    public static Command Create(
        AetherCommand aether,
        string name,
        string description,
        Func<CliContext, MarketClient, JobHistory, Task> act,
        params Symbol[] more
    )
    {
        var id = new Argument<string>("ID") { Description = "the job's id" };
        var command = new Command(name, description) { id };
        foreach (var symbol in more)
        {
            if (symbol is Option option)
                command.Options.Add(option);
            else
                command.Arguments.Add((Argument)symbol);
        }

        aether.Bind(
            command,
            async context =>
            {
                var jobId = JobCommands.IdOf(context.Value(id));
                var market = await context.MarketAsync();
                var history = await market.HistoryAsync(jobId, market.Manifest.StartBlock, context.CancellationToken);
                RequireEvents(history);
                await act(context, market, history);
            }
        );
        return command;
    }

    /// <summary>State and events are read one after the other, and a reorg may come between, or a node may have events of some blocks only.</summary>
    private static void RequireEvents(JobHistory history)
    {
        var status = history.State.Status;
        var isWhole =
            (status != JobStatus.Locked || history.Lock is not null)
            && (status is not (JobStatus.Submitted or JobStatus.Paid) || history is { Lock: not null, Submit: not null });
        if (!isWhole)
            throw new CliException(
                ExitCode.NotFound,
                $"job {history.JobId} is {Name(status)}, and the node at --rpc has no event that says so",
                "try again; if it stays so, ask another node"
            );
    }

    /// <exception cref="CliException">It stands elsewhere.</exception>
    public static void Require(JobHistory history, string what, params JobStatus[] statuses)
    {
        var status = history.State.Status;
        if (statuses.Contains(status))
            return;
        var wanted = string.Join(" or ", statuses.Select(Name));
        throw new CliException(
            status == JobStatus.None ? ExitCode.NotFound : ExitCode.Refused,
            status == JobStatus.None
                ? $"there is no job {history.JobId} on this chain"
                : $"job {history.JobId} is {Name(status)}; only one that is {wanted} {what}",
            status == JobStatus.None
                ? "a Request sent to a Node is on chain once it is locked"
                : $"aether job show {history.JobId} says more"
        );
    }

    /// <summary>A referee at work holds the Job.</summary>
    public static void RequireUncontested(JobHistory history)
    {
        if (history.State.Contests == 0)
            return;
        var demand = history.Demand;
        throw new CliException(
            ExitCode.Refused,
            demand.Kind == DemandKind.None
                ? $"a referee is at work on job {history.JobId}"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"the {NameOf(demand.Kind)} of job {history.JobId} is demanded on chain until {demand.Deadline}"
                ),
            $"after that: aether demand close {history.JobId}"
        );
    }

    public static string NameOf(DemandKind kind) => kind == DemandKind.Output ? "output" : "input";

    public static string Name(JobStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>Sends and reports: the Job's new status for people, the transaction for machines.</summary>
    public static async Task SendAsync(CliContext context, UInt256 jobId, string intent, string doing, Address contract, IContractCall call)
    {
        var market = await context.MarketAsync();
        var account = await context.AccountAsync();
        var receipt = await context.Reporter.WaitAsync(
            doing,
            _ => account.SendAsync(intent, contract, call, isOnce: false, context.CancellationToken)
        );
        var state = await market.JobAsync(jobId, context.CancellationToken);
        context.Reporter.Result(
            new
            {
                jobId = jobId.ToString(),
                status = Name(state.Status),
                contests = state.Contests,
                deadline = state.Deadline,
                transaction = receipt.TransactionHash.ToString(),
            },
            $"job {jobId} is {Name(state.Status)}",
            $"transaction {receipt.TransactionHash}"
        );
    }
}
