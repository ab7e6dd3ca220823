using System.CommandLine;
using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;
using Aether.Prover.Delivery;
using Aether.Prover.Requester;

namespace Aether.Cli.Commands;

/// <summary><c>aether complain ID</c>: shows the ExchangeBox a sealed output that is not what its Provider promised.</summary>
internal static class ComplainCommand
{
    public static Command Create(AetherCommand aether)
    {
        var package = new Option<string?>("--package")
        {
            Description = "the sealed output as aether job output wrote it; fetched from the chain or the Node when absent",
            HelpName = "FILE",
        };
        return JobCall.Create(
            aether,
            "complain",
            "proves that a sealed output is wrong: the provider is slashed and 30 % of his collateral is yours (anybody, within the window)",
            (context, market, history) => RunAsync(context, market, history, context.Value(package)),
            package
        );
    }

    private static async Task RunAsync(CliContext context, MarketClient market, JobHistory history, string? path)
    {
        JobCall.Require(history, "can be complained about", JobStatus.Submitted);
        var submitted = history.Submit!;
        // The mode and the tier say whether a key is public. Its bytes do not: 32 zeros are a key like any other.
        var isSealed = OutputFile.ModeOf(history) == OutputMode.Sealed;
        if (!isSealed || (Tier)history.Lock!.Request.Tier is Tier.Validity or Tier.Attested)
            throw new CliException(
                ExitCode.Refused,
                isSealed
                    ? $"the key of job {history.JobId} comes with its proof: there is nothing to complain of before"
                    : $"the output of job {history.JobId} is public: nothing of it is sealed",
                $"aether demand output {history.JobId} makes the provider show it on chain"
            );
        var bytes = path is null ? await OutputFile.FetchAsync(context, market, history) : OutputFile.Read(history, path);
        if (SealedFault.Find(market, submitted, SealedPackage.Parse(bytes)) is not { } fault)
            throw new CliException(
                ExitCode.Refused,
                $"every leaf of job {history.JobId} opens to what was promised: nothing to complain of",
                $"aether verify {history.JobId} recomputes the claim itself"
            );
        context.Reporter.Step(fault.Reason);
        await JobCall.SendAsync(
            context,
            history.JobId,
            $"complain {history.JobId}",
            "complaining",
            market.Manifest.ExchangeBox,
            fault.Call(history.Terms(market), submitted)
        );
    }
}
