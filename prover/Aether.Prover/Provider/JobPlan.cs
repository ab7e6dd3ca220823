using System.Globalization;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;

namespace Aether.Prover.Provider;

/// <summary>The whole behaviour of a provider towards one Job, as a pure function of journal, chain and time.</summary>
/// <remarks>
/// Asked again at every head, so a kill or a reorg needs no case of its own: what was undone is simply due again, and the same signed
/// bytes go out. Keeps I-60 (M-48): nothing is revealed, not even taken, before the lock is <paramref name="confirmations"/> deep.
/// </remarks>
public sealed class JobPlan(Address provider, uint graceSecs, int confirmations)
{
    public const string LockPurpose = "lock";
    public const string SubmitPurpose = "submit";
    public const string SettlePurpose = "settleProven";
    public const string AcceptPurpose = "accept";
    public const string FinalizePurpose = "finalize";
    public const string DeclinePurpose = "decline";
    public const string DemandPurpose = "demandInput";
    public const string RejectPurpose = "rejectInput";
    public const string ClosePurpose = "closeDemand";
    public const string AnswerPurpose = "answerOutput";

    /// <summary>Attempts per purpose; each is a transaction that was refused for good.</summary>
    public const int AttemptsMax = 5;

    /// <summary>Seconds behind the window in which an Acceptance is still tried before the Job is finalized without it.</summary>
    public const uint AcceptPatienceSecs = 30;

    /// <summary>Longest idle wait for an input before it is demanded on chain.</summary>
    public const uint InputPatienceSecs = 600;

    public JobStep Next(Request request, JobFacts facts, JobView view) =>
        view.Status switch
        {
            JobStatus.None or JobStatus.Posted => BeforeLock(request, facts, view),
            JobStatus.Locked when view.Provider != provider => new(JobAction.Finish, $"locked by {view.Provider}"),
            JobStatus.Locked => WhileLocked(request, facts, view),
            JobStatus.Submitted when view.Provider != provider => new(JobAction.Finish, $"locked by {view.Provider}"),
            JobStatus.Submitted => WhileSubmitted(request, facts, view),
            _ => new(JobAction.Finish, view.Status.ToString().ToLowerInvariant()),
        };

    /// <summary>Seconds before the last moment to decline at which a hopeless Job is declined.</summary>
    public static uint DeclineLeadSecs(uint execSecs) => Math.Min(30, execSecs / 8);

    /// <summary>When an input that did not come is demanded: early enough that the Job can still be declined if the demand gets nowhere.</summary>
    public static ulong DemandAt(Request request, ulong deadline) =>
        Math.Min(
            deadline - (request.ExecSecs / 2) - (2 * DeclineLeadSecs(request.ExecSecs)),
            deadline - request.ExecSecs + InputPatienceSecs
        );

    private static JobStep BeforeLock(Request request, JobFacts facts, JobView view)
    {
        var lockBy = request.RampStart + request.LockSecs;
        if (view.Now > lockBy)
            return new(JobAction.Finish, "its auction is over");
        if (facts.Reverts(LockPurpose) >= AttemptsMax)
            return new(JobAction.Finish, $"lock was refused {AttemptsMax} times");
        return facts.LockChosen is null
            ? new(JobAction.Consider, "the policy decides")
            : new(JobAction.Lock, "the policy's price is reached");
    }

    private JobStep WhileLocked(Request request, JobFacts facts, JobView view)
    {
        if (view.Contests != 0)
            return WhileInputDemanded(facts, view);
        var declineUntil = view.Deadline - (request.ExecSecs / 2);
        var mayDecline = view.Now <= declineUntil && facts.Reverts(DeclinePurpose) < AttemptsMax;
        if (facts.Executed is not null)
        {
            if ((Tier)request.Tier == Tier.Validity)
                return WhileProving(request, facts, view, mayDecline);
            if (view.LockDepth < (ulong)confirmations)
                return new(JobAction.Wait, Depth(view));
            return view.Now <= view.Deadline + graceSecs && facts.Reverts(SubmitPurpose) < AttemptsMax
                ? new(JobAction.Submit, "the claim is ready")
                : new(JobAction.Wait, "too late to submit; anyone may expire it");
        }

        if (facts.ExecutionFailed is { } failed)
        {
            return mayDecline
                ? new(JobAction.Decline, $"the model could not be run: {failed.Reason}")
                : new(JobAction.Wait, $"the model could not be run, and it is too late to decline: {failed.Reason}");
        }

        if (view.LockDepth < (ulong)confirmations)
            return new(JobAction.Wait, Depth(view));
        if (facts.HasInput)
            return new(JobAction.Execute, "the input is here");
        if (view.Demand is { Kind: DemandKind.InputAnswered } answered)
            return AnsweredOnChain(facts, view, answered, mayDecline);
        var mayDemand = request.InputSecs > 0 && view.Now <= declineUntil && facts.Reverts(DemandPurpose) < AttemptsMax;
        if (mayDemand && view.Demand is { InputUsed: false } && view.Now >= DemandAt(request, view.Deadline))
            if (!mayDecline || view.Now + DeclineLeadSecs(request.ExecSecs) < declineUntil)
                return new(JobAction.DemandInput, "the requester sent no input");
        if (mayDecline && view.Now + DeclineLeadSecs(request.ExecSecs) >= declineUntil)
            return new(JobAction.Decline, "the requester sent no input in the first half of execSecs");
        return new(JobAction.Wait, "waiting for the input");
    }

    /// <summary>The run is done: it is proved, which shows nothing to anybody, and settled once the lock is deep.</summary>
    private JobStep WhileProving(Request request, JobFacts facts, JobView view, bool mayDecline)
    {
        if (facts.ProofFailed is { } failed)
        {
            return mayDecline
                ? new(JobAction.Decline, $"the run could not be proved: {failed.Reason}")
                : new(JobAction.Wait, $"the run could not be proved, and it is too late to decline: {failed.Reason}");
        }

        if (facts.Proof is null)
            return new(JobAction.Prove, "the claim is to be proved");
        if (view.LockDepth < (ulong)confirmations)
            return new(JobAction.Wait, Depth(view));
        // A sealed output is handed over before its key comes with the proof, so that nobody pays for what he cannot read.
        if ((OutputMode)request.OutputMode == OutputMode.Sealed)
        {
            return view.Now <= view.Deadline + graceSecs && facts.Reverts(SubmitPurpose) < AttemptsMax
                ? new(JobAction.Submit, "the proof is ready, the ciphertext is claimed")
                : new(JobAction.Wait, "too late to submit; anyone may expire it");
        }

        return view.Now <= view.Deadline + graceSecs && facts.Reverts(SettlePurpose) < AttemptsMax
            ? new(JobAction.SettleProven, "the proof is ready")
            : new(JobAction.Wait, "too late to settle; anyone may expire it");
    }

    /// <summary>The market holds the Job for the ExchangeBox: nothing can be submitted or declined until the requester's time is over.</summary>
    private JobStep WhileInputDemanded(JobFacts facts, JobView view)
    {
        if (view.Demand is not { Kind: DemandKind.Input } demand)
            return new(JobAction.Wait, "a referee is at work");
        if (view.Now > demand.Deadline)
            return facts.Reverts(ClosePurpose) < AttemptsMax
                ? new(JobAction.CloseDemand, "the demanded input did not come")
                : new(JobAction.Wait, $"close was refused {AttemptsMax} times");
        var canRun = facts.HasInput && facts.Executed is null && facts.ExecutionFailed is null;
        if (canRun && view.LockDepth >= (ulong)confirmations)
            return new(JobAction.Execute, "the input is here, and its answer on chain on its way");
        return new(
            JobAction.Wait,
            string.Create(CultureInfo.InvariantCulture, $"the input is demanded; the requester has until {demand.Deadline}")
        );
    }

    private static JobStep AnsweredOnChain(JobFacts facts, JobView view, DemandState answered, bool mayDecline)
    {
        if (facts.InputRefused is not { } refused)
            return new(JobAction.TakeAnswer, "the input was answered on chain");
        if (view.Now <= answered.Deadline && facts.Reverts(RejectPurpose) < AttemptsMax)
            return new(JobAction.RejectInput, $"the input on chain is junk: {refused.Reason}");
        return mayDecline
            ? new(JobAction.Decline, $"the input on chain is junk, and it is too late to say so: {refused.Reason}")
            : new(JobAction.Wait, $"the input on chain is junk: {refused.Reason}");
    }

    private JobStep WhileSubmitted(Request request, JobFacts facts, JobView view)
    {
        if (view.Contests != 0)
        {
            if (view.Demand is not { Kind: DemandKind.Output } demand)
                return new(JobAction.Wait, "a referee is at work");
            return view.Now <= demand.Deadline && facts.Executed is not null && facts.Reverts(AnswerPurpose) < AttemptsMax
                ? new(JobAction.AnswerOutput, "the output is demanded on chain")
                : new(JobAction.Wait, "the output is demanded, and it is too late to answer");
        }

        if ((Tier)request.Tier == Tier.Validity)
            return WhileDelivered(facts, view);

        // The market may refuse for ever what was checked here (a requester's account that became a contract): then the window pays.
        if (facts.Acceptance is not null && facts.Reverts(AcceptPurpose) < AttemptsMax && view.Now <= view.Deadline + AcceptPatienceSecs)
            return new(JobAction.Accept, "the requester accepted");
        if (view.Now <= view.Deadline)
            return new(JobAction.Wait, string.Create(CultureInfo.InvariantCulture, $"the window is open until {view.Deadline}"));
        return facts.Reverts(FinalizePurpose) < AttemptsMax
            ? new(JobAction.Finalize, "the window passed in silence")
            : new(JobAction.Wait, $"finalize was refused {AttemptsMax} times");
    }

    /// <summary>The ciphertext is claimed: key and proof go out together once the requester has it, or had his time to demand it.</summary>
    private JobStep WhileDelivered(JobFacts facts, JobView view)
    {
        if (facts.Proof is not { } proof || proof.Answered != view.IsAnswered)
            return facts.ProofFailed is { } failed
                ? new(JobAction.Wait, $"the run could not be proved: {failed.Reason}")
                : new(JobAction.Prove, "the claim is to be proved as it was answered on chain");
        if (view.Now <= view.Deadline && facts.Acceptance is null)
            return new(JobAction.Wait, string.Create(CultureInfo.InvariantCulture, $"the window is open until {view.Deadline}"));
        return view.Now <= view.Deadline + (2 * graceSecs) && facts.Reverts(SettlePurpose) < AttemptsMax
            ? new(JobAction.SettleProven, "the proof is ready, and the ciphertext delivered")
            : new(JobAction.Wait, "too late to settle; anyone may expire it");
    }

    private string Depth(JobView view) =>
        string.Create(CultureInfo.InvariantCulture, $"the lock is {view.LockDepth} of {confirmations} blocks deep");
}
