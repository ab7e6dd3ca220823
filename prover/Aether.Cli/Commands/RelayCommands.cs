using System.CommandLine;
using System.Globalization;
using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;
using Aether.Prover.Delivery;

namespace Aether.Cli.Commands;

/// <summary><c>aether relay sign|answer</c>: a relay promises to hand an output out, and that promise answers a demand.</summary>
internal static class RelayCommands
{
    /// <summary>A demand can be answered for a day; the window that the answer opens comes on top.</summary>
    private const uint AnswerSecs = 24 * 3600;

    public static Command Create(AetherCommand aether)
    {
        var command = new Command("relay", "hand outputs out for others: for those too large for the chain, or too dear");
        command.Subcommands.Add(Sign(aether));
        command.Subcommands.Add(Answer(aether));
        return command;
    }

    private static Command Sign(AetherCommand aether)
    {
        var file = new Argument<string>("FILE") { Description = "the output as aether job output wrote it" };
        var holdSecs = new Option<uint?>("--hold-secs")
        {
            Description = "how long you hand it out from now on; a day and the job's window when absent",
            HelpName = "SECONDS",
        };
        return JobCall.Create(
            aether,
            "sign",
            "checks an output against its claim and signs that you hand it out (the Request's relay)",
            (context, market, history) => SignAsync(context, market, history, context.Value(file), context.Value(holdSecs)),
            file,
            holdSecs
        );
    }

    private static async Task SignAsync(CliContext context, MarketClient market, JobHistory history, string file, uint? holdSecs)
    {
        RequireRelay(history);
        var request = history.Lock!.Request;
        if (context.Signer.Address != request.Relay)
            throw new CliException(
                ExitCode.Refused,
                $"the relay of job {history.JobId} is {request.Relay}; you sign as {context.Signer.Address}"
            );
        // What answerOutput would check is checked here: an answer by relay is taken on its word, and faults are shown with these bytes.
        _ = OutputFile.Read(history, file);
        var head = await market.HeadAsync(context.CancellationToken);
        var until = head.Timestamp + (holdSecs ?? AnswerSecs + request.DisputeSecs);
        if (until < head.Timestamp + request.DisputeSecs)
            throw new CliException(
                ExitCode.Usage,
                $"--hold-secs is below the window of {request.DisputeSecs} s that an answer opens: the market would not take it"
            );
        var commit = AnswerBytes.CommitOf(history.Submit!.Claim, OutputFile.ModeOf(history));
        var digest = market.Manifest.ExchangeTypedData.AvailabilityDigest(history.JobId, commit, until);
        var signature = await context.Signer.SignAsync(digest, SigningKind.TypedData, context.CancellationToken);
        var text = Hex.Format(signature.ToBytes());
        context.Reporter.Result(
            new
            {
                jobId = history.JobId.ToString(),
                commitment = commit.ToString(),
                until,
                signature = text,
            },
            string.Create(CultureInfo.InvariantCulture, $"aether relay answer {history.JobId} --until {until} --signature {text}")
        );
        context.Reporter.Step("keep the file and hand it to whoever asks until then: the requester was promised it");
    }

    private static Command Answer(AetherCommand aether)
    {
        var until = new Option<ulong>("--until")
        {
            Description = "as signed",
            HelpName = "SECOND",
            Required = true,
        };
        var signature = new Option<string>("--signature")
        {
            Description = "the relay's",
            HelpName = "HEX",
            Required = true,
        };
        return JobCall.Create(
            aether,
            "answer",
            "answers a demand for the output with its relay's promise (anybody)",
            async (context, market, history) =>
            {
                RequireRelay(history);
                if (history.Demand.Kind != DemandKind.Output)
                    throw new CliException(
                        ExitCode.Refused,
                        $"nobody demands the output of job {history.JobId}",
                        $"aether job show {history.JobId} says where it stands"
                    );
                var call = new ExchangeBox.AnswerByRelayCall
                {
                    JobId = history.JobId,
                    Terms = history.Terms(market),
                    Claim = history.Submit!.Claim,
                    Until = context.Value(until),
                    Signature = Hex.Parse(context.Value(signature)),
                };
                await JobCall.SendAsync(
                    context,
                    history.JobId,
                    $"relay answer {history.JobId}",
                    "answering by relay",
                    market.Manifest.ExchangeBox,
                    call
                );
            },
            until,
            signature
        );
    }

    private static void RequireRelay(JobHistory history)
    {
        JobCall.Require(history, "has an output to hand out", JobStatus.Submitted);
        if (history.Lock!.Request.Relay.IsZero)
            throw new CliException(ExitCode.Refused, $"the Request of job {history.JobId} names no relay");
    }
}
