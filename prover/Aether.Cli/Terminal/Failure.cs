using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Execution;
using Aether.Prover.Journal;
using Aether.Prover.Policy;
using Aether.Prover.Requester;
using Aether.Prover.Sealing;

namespace Aether.Cli.Terminal;

/// <summary>An exception as a user meets it: an exit code, what happened, what to do next.</summary>
internal readonly record struct Failure(ExitCode ExitCode, string Message, string? Next)
{
    /// <summary>Null for a broken promise of ours: those keep their stack trace.</summary>
    public static Failure? Of(Exception exception) =>
        exception switch
        {
            CliException e => new Failure(e.ExitCode, e.Message, e.Next),
            KeystoreException e => new Failure(ExitCode.Failed, e.Message, null),
            SignerException e => new Failure(ExitCode.Failed, e.Message, e.Retryable ? "try again" : null),
            Air8RefusedException e => new Failure(ExitCode.Failed, e.Message, "prover/AIR8.md explains the rule"),
            ImageRefusedException e => new Failure(ExitCode.Failed, e.Message, null),
            ChainManifestException e => new Failure(ExitCode.Usage, e.Message, null),
            TransactionRevertedException e => new Failure(ExitCode.Refused, Refusal(e), null),
            ContractRevertedException e => new Failure(ExitCode.Refused, $"the chain refused: {e.Message}", null),
            InsufficientFundsException e => new Failure(ExitCode.Refused, e.Message, "put tokens into the wallet, or offer less"),
            NodeRefusedException e => new Failure(ExitCode.Refused, e.Message, null),
            NodeUnreachableException e => new Failure(
                ExitCode.NotFound,
                e.Message,
                "try again, ask another provider, or --post the Request on chain"
            ),
            RequestPendingException e => new Failure(
                ExitCode.NotFound,
                e.Message,
                $"{e.AtStake ?? "nothing is lost"}: aether request resume ID goes on"
            ),
            RequestFailedException e => new Failure(ExitCode.Refused, e.Message, null),
            ClaimMismatchException e => new Failure(
                ExitCode.Mismatch,
                e.Message,
                "it was not accepted; an Optimistic claim can be challenged before its verifier, a Cooperative one rests on trust"
            ),
            DeliveryMismatchException e => new Failure(
                ExitCode.Mismatch,
                e.Message,
                "it was not accepted; aether verify ID recomputes everything"
            ),
            ChildFailedException e => new Failure(ExitCode.Failed, e.Message, null),
            PolicyException e => new Failure(ExitCode.Usage, e.Message, "aether provider init writes a commented example"),
            SealingException e => new Failure(ExitCode.Failed, e.Message, null),
            JournalCorruptException e => new Failure(ExitCode.Failed, e.Message, null),
            TransactionPendingException e => new Failure(
                ExitCode.NotFound,
                e.Message,
                "run the same command again: it goes on with the same transaction"
            ),
            FeeLimitException e => new Failure(ExitCode.Refused, e.Message, null),
            RpcTransportException e => new Failure(
                ExitCode.Failed,
                $"the chain cannot be reached: {e.Message}",
                "check --rpc, and that the node is up"
            ),
            RpcException e => new Failure(ExitCode.Failed, e.Message, null),
            FormatException e => new Failure(ExitCode.Usage, e.Message, null),
            InvalidDataException e => new Failure(ExitCode.Failed, e.Message, null),
            IOException e => new Failure(ExitCode.Failed, e.Message, null),
            UnauthorizedAccessException e => new Failure(ExitCode.Failed, e.Message, null),
            _ => null,
        };

    private static string Refusal(TransactionRevertedException e) =>
        e.RevertData.IsEmpty ? e.Message : $"the chain refused: {ContractCalls.Explain(e.RevertData.Span)}";
}
