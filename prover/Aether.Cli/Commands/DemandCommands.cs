using System.CommandLine;
using System.Globalization;
using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;
using Aether.Prover.Requester;
using Aether.Prover.Sealing;

namespace Aether.Cli.Commands;

/// <summary><c>aether demand input|output|answer|close</c>: delivery that does not come, demanded on chain.</summary>
internal static class DemandCommands
{
    public static Command Create(AetherCommand aether)
    {
        var command = new Command("demand", "demand on chain an input or output that does not come");
        command.Subcommands.Add(Input(aether));
        command.Subcommands.Add(Output(aether));
        command.Subcommands.Add(Answer(aether));
        command.Subcommands.Add(Close(aether));
        return command;
    }

    private static Command Input(AetherCommand aether) =>
        JobCall.Create(
            aether,
            "input",
            "demands the input of a locked job, once, in the first half of its time (provider or operator)",
            async (context, market, history) =>
            {
                JobCall.Require(history, "has an input to demand", JobStatus.Locked);
                if (history.Lock!.Request.InputSecs == 0)
                    throw new CliException(
                        ExitCode.Refused,
                        $"the Request of job {history.JobId} says that its input is not demanded (inputSecs 0)",
                        $"aether decline {history.JobId} gives it back for a tenth of the collateral"
                    );
                RequireUnused(history, history.Demand.InputUsed, DemandKind.Input);
                var call = new ExchangeBox.DemandInputCall { JobId = history.JobId, Terms = history.Terms(market) };
                await SendAsync(context, history, "demand input", "demanding the input", call);
            }
        );

    private static Command Output(AetherCommand aether) =>
        JobCall.Create(
            aether,
            "output",
            "demands the output of a submitted job, once, within its window; deposits a tenth of the price (requester or agent)",
            async (context, market, history) =>
            {
                JobCall.Require(history, "has an output to demand", JobStatus.Submitted);
                RequireUnused(history, history.Demand.OutputUsed, DemandKind.Output);
                var locked = history.Lock!;
                var deposit = (locked.Price + 9) / 10;
                var free = await market.FreeAsync(locked.Request.Token, locked.Request.Requester, context.CancellationToken);
                if (free < deposit)
                    throw new CliException(
                        ExitCode.Refused,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"the deposit is {deposit} of the token's smallest unit, and {locked.Request.Requester} has {free} free in the Vault"
                        ),
                        "aether deposit first; an unanswered demand gives it back"
                    );
                var call = new ExchangeBox.DemandOutputCall
                {
                    JobId = history.JobId,
                    Terms = history.Terms(market),
                    Ic = history.Ic,
                };
                await SendAsync(context, history, "demand output", "demanding the output", call);
            }
        );

    private static Command Answer(AetherCommand aether) =>
        JobCall.Create(
            aether,
            "answer",
            "answers a demand for the input with the one that was requested here, sealed to the Node (requester or agent)",
            async (context, market, history) =>
            {
                JobCall.Require(history, "has an input that can be answered", JobStatus.Locked);
                if (history.Demand.Kind != DemandKind.Input)
                    throw new CliException(
                        ExitCode.Refused,
                        $"nobody demands the input of job {history.JobId}",
                        "aether request resume hands it over"
                    );
                var stored =
                    new RequestStore(context.Settings.RequestsDirectory).Load(history.JobId)
                    ?? throw new CliException(
                        ExitCode.NotFound,
                        $"no Request of job {history.JobId} was signed here",
                        $"its files lie in {context.Settings.RequestsDirectory} of whoever signed it"
                    );
                var node =
                    await market.NodeAsync(history.Lock!.NodeId, context.CancellationToken)
                    ?? throw new CliException(ExitCode.NotFound, $"node {history.Lock.NodeId} is not registered");
                var sealing = new SealingContext(market.Manifest.ChainId, market.Market.ToArray(), history.JobId.ToBigEndian());
                var call = new ExchangeBox.AnswerInputCall
                {
                    JobId = history.JobId,
                    Terms = history.Terms(market),
                    SealedInput = SealedBox.Seal(node.SealingKey, sealing, [.. stored.Salt.ToArray(), .. stored.Input]),
                };
                await SendAsync(context, history, "answer input", "answering with the sealed input", call);
            }
        );

    private static Command Close(AetherCommand aether) =>
        JobCall.Create(
            aether,
            "close",
            "ends a demand that was not answered in time, and the job with it (anybody)",
            async (context, market, history) =>
            {
                if (history.Demand.Kind is not (DemandKind.Input or DemandKind.Output))
                    throw new CliException(
                        ExitCode.Refused,
                        $"nothing is demanded for job {history.JobId} that could be closed",
                        $"aether job show {history.JobId} says where it stands"
                    );
                var isLive = history.State.Status is JobStatus.Locked or JobStatus.Submitted;
                var head = await market.HeadAsync(context.CancellationToken);
                if (isLive && head.Timestamp <= history.Demand.Deadline)
                    throw new CliException(
                        ExitCode.Refused,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"the {JobCall.NameOf(history.Demand.Kind)} of job {history.JobId} can be answered until {history.Demand.Deadline}; the chain is at {head.Timestamp}"
                        ),
                        "try again then"
                    );
                var call = new ExchangeBox.CloseCall
                {
                    JobId = history.JobId,
                    Terms = history.Terms(market),
                    Ic = history.Ic,
                };
                await SendAsync(context, history, "close", "closing the demand", call);
            }
        );

    private static void RequireUnused(JobHistory history, bool used, DemandKind kind)
    {
        if (!used)
            return;
        throw new CliException(
            ExitCode.Refused,
            $"the {JobCall.NameOf(kind)} of job {history.JobId} was demanded before; once is enough",
            history.Demand.Kind == kind
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"it can be answered until {history.Demand.Deadline}; then: aether demand close {history.JobId}"
                )
                : $"aether job show {history.JobId} says where it stands"
        );
    }

    private static async Task SendAsync(CliContext context, JobHistory history, string intent, string doing, IContractCall call)
    {
        var market = await context.MarketAsync();
        await JobCall.SendAsync(context, history.JobId, $"{intent} {history.JobId}", doing, market.Manifest.ExchangeBox, call);
    }
}
