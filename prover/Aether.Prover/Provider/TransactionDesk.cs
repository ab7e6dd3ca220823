using System.Collections.Concurrent;
using Aether.Contracts;
using Aether.Ethereum;
using Microsoft.Extensions.Logging;

namespace Aether.Prover.Provider;

/// <summary>
/// Keeps the program's transactions on their way without anybody waiting for them. Asked for the same key again, now or after a restart,
/// it goes on with the bytes that were signed first. Asked by one loop only.
/// </summary>
internal sealed class TransactionDesk(TransactionSender sender, TimeProvider clock, Action wake, ILogger log, CancellationToken stop)
    : IAsyncDisposable
{
    /// <summary>A finished entry is looked at again after this long, should the Job still need it: a reorg may have undone it.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public Address Account => sender.Address;

    /// <summary>Starts or continues a transaction and says how it stands now.</summary>
    public TransactionResult Ensure(TransactionRequest request)
    {
        if (_entries.TryGetValue(request.Key, out var entry))
        {
            if (entry.Result is not { } result)
                return TransactionResult.Pending;
            if (clock.GetElapsedTime(entry.FinishedAt) < AgainAfter)
                return result;
        }

        entry = new Entry();
        _entries[request.Key] = entry;
        entry.Work = SendAsync(request, entry);
        return TransactionResult.Pending;
    }

    /// <summary>Sends again what a reorg or a restart of the node lost. Called on every new head.</summary>
    public async Task MaintainAsync(CancellationToken cancellationToken)
    {
        // What ended a while ago would be looked at anew if it were asked for again, so nothing is lost by forgetting it.
        foreach (var (key, entry) in _entries)
            if (entry.Result is not null && clock.GetElapsedTime(entry.FinishedAt) >= AgainAfter)
                _entries.TryRemove(new KeyValuePair<string, Entry>(key, entry));
        var sent = await sender.MaintainAsync(cancellationToken);
        if (sent > 0)
            ProviderLog.SentAgain(log, sent);
    }

    /// <summary>The bytes on their way stay stored; the next start sends them again.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_entries.Values.Select(entry => entry.Work));

    private async Task SendAsync(TransactionRequest request, Entry entry)
    {
        await Task.Yield();
        var result = await TrySendAsync(request);
        entry.FinishedAt = clock.GetTimestamp();
        entry.Result = result;
        wake();
    }

    private async Task<TransactionResult> TrySendAsync(TransactionRequest request)
    {
        try
        {
            var receipt = await sender.SendAsync(request, stop);
            ProviderLog.Mined(log, request.Key, receipt.BlockNumber, receipt.GasUsed, receipt.TransactionHash.ToString());
            return new TransactionResult(TransactionState.Mined, receipt, "");
        }
        catch (TransactionRevertedException e) when (e.Receipt is { } receipt)
        {
            var reason = Explain(e);
            ProviderLog.Reverted(log, request.Key, reason);
            return new TransactionResult(TransactionState.Reverted, receipt, reason);
        }
        catch (TransactionRevertedException e)
        {
            return NotSent(request, $"it would revert: {Explain(e)}", TransactionState.WouldRevert);
        }
        catch (Exception e) when (e is RpcFailureException or TransactionPendingException or FeeLimitException or SignerException)
        {
            return NotSent(request, e.Message);
        }
        catch (OperationCanceledException)
        {
            return NotSent(request, "the program stops");
        }
        catch (Exception e)
        {
            // A full disk, for one: the transaction stays due, and is not pending for ever.
            ProviderLog.SendFailed(log, request.Key, e);
            return new TransactionResult(TransactionState.NotSent, null, e.Message);
        }
    }

    private static string Explain(TransactionRevertedException e) =>
        e.RevertData.IsEmpty ? e.Message : ContractCalls.Explain(e.RevertData.Span);

    private TransactionResult NotSent(TransactionRequest request, string reason, TransactionState state = TransactionState.NotSent)
    {
        ProviderLog.NotSent(log, request.Key, reason);
        return new TransactionResult(state, null, reason);
    }

    private sealed class Entry
    {
        private volatile TransactionResult? _result;

        public Task Work { get; set; } = Task.CompletedTask;

        public long FinishedAt { get; set; }

        /// <summary>Null while it is on its way.</summary>
        public TransactionResult? Result
        {
            get => _result;
            set => _result = value;
        }
    }
}
