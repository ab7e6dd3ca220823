using System.Globalization;
using Aether.Contracts;
using Aether.Ethereum;

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
    public const string AcceptPurpose = "accept";
    public const string FinalizePurpose = "finalize";
    public const string DeclinePurpose = "decline";

    /// <summary>Attempts per purpose; each is a transaction that was refused for good.</summary>
    public const int AttemptsMax = 5;

    /// <summary>Seconds behind the window in which an Acceptance is still tried before the Job is finalized without it.</summary>
    public const uint AcceptPatienceSecs = 30;

    public JobStep Next(Request request, JobFacts facts, JobView view) =>
        view.Status switch
        {
            JobStatus.None or JobStatus.Posted => BeforeLock(request, facts, view),
            JobStatus.Locked when view.Provider != provider => new(JobAction.Finish, $"locked by {view.Provider}"),
            JobStatus.Locked => WhileLocked(request, facts, view),
            JobStatus.Submitted when view.Provider != provider => new(JobAction.Finish, $"locked by {view.Provider}"),
            JobStatus.Submitted => WhileSubmitted(facts, view),
            _ => new(JobAction.Finish, view.Status.ToString().ToLowerInvariant()),
        };

    /// <summary>Seconds before the last moment to decline at which a hopeless Job is declined.</summary>
    public static uint DeclineLeadSecs(uint execSecs) => Math.Min(30, execSecs / 8);

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
        var declineUntil = view.Deadline - (request.ExecSecs / 2);
        var mayDecline = view.Now <= declineUntil && facts.Reverts(DeclinePurpose) < AttemptsMax;
        if (facts.Executed is not null)
        {
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
        if (mayDecline && view.Now + DeclineLeadSecs(request.ExecSecs) >= declineUntil)
            return new(JobAction.Decline, "the requester sent no input in the first half of execSecs");
        return new(JobAction.Wait, "waiting for the input");
    }

    private static JobStep WhileSubmitted(JobFacts facts, JobView view)
    {
        // The market may refuse for ever what was checked here (a requester's account that became a contract): then the window pays.
        if (facts.Acceptance is not null && facts.Reverts(AcceptPurpose) < AttemptsMax && view.Now <= view.Deadline + AcceptPatienceSecs)
            return new(JobAction.Accept, "the requester accepted");
        if (view.Now <= view.Deadline)
            return new(JobAction.Wait, string.Create(CultureInfo.InvariantCulture, $"the window is open until {view.Deadline}"));
        return facts.Reverts(FinalizePurpose) < AttemptsMax
            ? new(JobAction.Finalize, "the window passed in silence")
            : new(JobAction.Wait, $"finalize was refused {AttemptsMax} times");
    }

    private string Depth(JobView view) =>
        string.Create(CultureInfo.InvariantCulture, $"the lock is {view.LockDepth} of {confirmations} blocks deep");
}
