using Microsoft.Extensions.Logging;

namespace Aether.Prover.Provider;

/// <summary>Every line the provider writes, numbered: 1xxx the program, 11xx Requests, 12xx Jobs, 13xx transactions.</summary>
internal static partial class ProviderLog
{
    [LoggerMessage(1000, LogLevel.Information, "provider {Provider}, node {NodeId}, chain {ChainId}, market {Market}")]
    public static partial void Started(ILogger log, string provider, string nodeId, ulong chainId, string market);

    [LoggerMessage(1001, LogLevel.Information, "listening on {Url}")]
    public static partial void Listening(ILogger log, string url);

    [LoggerMessage(1002, LogLevel.Information, "{Count} models: {ContentHashes}")]
    public static partial void Models(ILogger log, int count, string contentHashes);

    [LoggerMessage(1003, LogLevel.Warning, "model file {Path} is refused: {Reason}")]
    public static partial void ModelRefused(ILogger log, string path, string reason);

    [LoggerMessage(1004, LogLevel.Information, "{Count} open jobs taken up again")]
    public static partial void Resumed(ILogger log, int count);

    [LoggerMessage(1005, LogLevel.Warning, "the chain cannot be read, trying again: {Reason}")]
    public static partial void ChainUnavailable(ILogger log, string reason);

    [LoggerMessage(1006, LogLevel.Error, "a round failed for a reason nobody expected; trying again")]
    public static partial void RoundFailed(ILogger log, Exception exception);

    [LoggerMessage(1007, LogLevel.Information, "stopping; open jobs go on at the next start")]
    public static partial void Stopping(ILogger log);

    [LoggerMessage(1008, LogLevel.Warning, "dry run: nothing will be locked")]
    public static partial void DryRun(ILogger log);

    [LoggerMessage(1009, LogLevel.Information, "models run isolated: no network, no files but their own, kernel calls filtered")]
    public static partial void Sandboxed(ILogger log);

    [LoggerMessage(1010, LogLevel.Warning, "models run with limits but not isolated: {Lacks}")]
    public static partial void SandboxLacks(ILogger log, string lacks);

    [LoggerMessage(1011, LogLevel.Information, "models run on {Backend}; {Note}")]
    public static partial void RunsOn(ILogger log, string backend, string note);

    [LoggerMessage(1012, LogLevel.Information, "proofs are made on {Engine}; {Note}")]
    public static partial void ProvesOn(ILogger log, string engine, string note);

    [LoggerMessage(1013, LogLevel.Warning, "no proofs are made: {Reason}")]
    public static partial void ProvesNothing(ILogger log, string reason);

    [LoggerMessage(1100, LogLevel.Information, "request {JobId} skipped: {Reasons}")]
    public static partial void Skipped(ILogger log, string jobId, string reasons);

    [LoggerMessage(
        1101,
        LogLevel.Information,
        "request {JobId} would be locked at {LockAt} (in {WaitSecs} s) for {Price}; least price {MinPrice}"
    )]
    public static partial void WouldLock(ILogger log, string jobId, ulong lockAt, long waitSecs, string price, string minPrice);

    [LoggerMessage(1200, LogLevel.Information, "job {JobId}: {Action}, {Reason}")]
    public static partial void Step(ILogger log, string jobId, string action, string reason);

    [LoggerMessage(1201, LogLevel.Information, "job {JobId}: locked for {Price} in block {Block}")]
    public static partial void Locked(ILogger log, string jobId, string price, ulong block);

    [LoggerMessage(1202, LogLevel.Information, "job {JobId}: input received, {Bytes} bytes")]
    public static partial void InputKept(ILogger log, string jobId, int bytes);

    [LoggerMessage(1203, LogLevel.Information, "job {JobId}: model ran in {Milliseconds} ms, outputCommit {OutputCommit}")]
    public static partial void Executed(ILogger log, string jobId, long milliseconds, string outputCommit);

    [LoggerMessage(1220, LogLevel.Information, "job {JobId}: proved in {Milliseconds} ms, envelope of {Bytes} bytes")]
    public static partial void Proved(ILogger log, string jobId, int bytes, long milliseconds);

    [LoggerMessage(1221, LogLevel.Warning, "job {JobId}: the run could not be proved: {Reason}")]
    public static partial void ProofFailed(ILogger log, string jobId, string reason);

    [LoggerMessage(1222, LogLevel.Information, "job {JobId}: {Waiting} proofs come before its own")]
    public static partial void ProofWaits(ILogger log, string jobId, int waiting);

    [LoggerMessage(1223, LogLevel.Information, "job {JobId}: {Stage}, about {SecondsLeft:F0} s left")]
    public static partial void ProofProgress(ILogger log, string jobId, string stage, double secondsLeft);

    [LoggerMessage(1224, LogLevel.Debug, "job {JobId}: {Stage}, about {SecondsLeft:F1} s left")]
    public static partial void ProofNearlyDone(ILogger log, string jobId, string stage, double secondsLeft);

    [LoggerMessage(1225, LogLevel.Debug, "job {JobId}: {Stage}")]
    public static partial void ProofStage(ILogger log, string jobId, string stage);

    [LoggerMessage(1226, LogLevel.Information, "job {JobId}: {Note}")]
    public static partial void ProofWithoutGpu(ILogger log, string jobId, string note);

    [LoggerMessage(1204, LogLevel.Warning, "job {JobId}: the model could not be run: {Reason}")]
    public static partial void ExecutionFailed(ILogger log, string jobId, string reason);

    [LoggerMessage(1205, LogLevel.Information, "job {JobId}: acceptance received")]
    public static partial void AcceptanceKept(ILogger log, string jobId);

    [LoggerMessage(1206, LogLevel.Information, "job {JobId}: ended, {Outcome}")]
    public static partial void Ended(ILogger log, string jobId, string outcome);

    [LoggerMessage(1207, LogLevel.Error, "job {JobId}: this round failed for it alone; trying again")]
    public static partial void StepFailed(ILogger log, string jobId, Exception exception);

    [LoggerMessage(1300, LogLevel.Information, "{Key}: mined in block {Block}, {Gas} gas, {Hash}")]
    public static partial void Mined(ILogger log, string key, ulong block, ulong gas, string hash);

    [LoggerMessage(1301, LogLevel.Warning, "{Key}: reverted: {Reason}")]
    public static partial void Reverted(ILogger log, string key, string reason);

    [LoggerMessage(1302, LogLevel.Information, "{Key}: not sent: {Reason}")]
    public static partial void NotSent(ILogger log, string key, string reason);

    [LoggerMessage(1303, LogLevel.Information, "{Count} transactions sent again")]
    public static partial void SentAgain(ILogger log, int count);

    [LoggerMessage(1304, LogLevel.Error, "{Key}: not sent for a reason nobody expected; trying again")]
    public static partial void SendFailed(ILogger log, string key, Exception exception);
}
