using System.Globalization;

namespace Aether.Ethereum;

/// <summary>
/// Sends one account's transactions: chooses nonces and fees, stores the signed bytes before they leave, sends the same bytes
/// again after restarts, drops and reorgs, replaces what is stuck, and moves to a fresh nonce when somebody else used ours.
/// </summary>
/// <remarks>Decisions follow from receipts and counts, never from a node's error text. Safe for concurrent calls.</remarks>
public sealed class TransactionSender(
    EthereumClient client,
    ISigner signer,
    ITransactionStore store,
    TransactionSenderOptions? options = null,
    TimeProvider? timeProvider = null) : IDisposable
{
    private readonly TransactionSenderOptions _options = Valid(options ?? TransactionSenderOptions.Default);
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, StoredTransaction> _stored = new(StringComparer.Ordinal);
    private ulong? _chainId;

    public Address Address => signer.Address;

    /// <summary>Sends the transaction, or goes on with the one stored under its key, and waits until it is confirmed.</summary>
    /// <exception cref="TransactionRevertedException">It would revert, or was mined and reverted.</exception>
    /// <exception cref="TransactionPendingException">The time to wait is over; it may still be mined.</exception>
    /// <exception cref="FeeLimitException">The network asks for more than the configured limit.</exception>
    public async Task<TransactionReceipt> SendAsync(TransactionRequest request, CancellationToken cancellationToken)
    {
        StoredTransaction stored = await SubmitAsync(request, cancellationToken);
        return await WaitAsync(stored.Key, cancellationToken);
    }

    /// <summary>Signs, stores and sends without waiting. With a key that is stored already it only sends the same bytes again.</summary>
    public async Task<StoredTransaction> SubmitAsync(TransactionRequest request, CancellationToken cancellationToken)
    {
        if (request.Key.Length is 0 or > 200)
            throw new ArgumentException("The key of a transaction has 1 to 200 characters.", nameof(request));
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ulong chainId = await LoadAsync(cancellationToken);
            if (!_stored.TryGetValue(request.Key, out StoredTransaction? stored))
            {
                ulong gas = request.GasLimit ?? await EstimateGasAsync(request, cancellationToken);
                FeeEstimate fees = await EstimateFeesAsync(null, cancellationToken);
                var transaction = new Eip1559Transaction
                {
                    ChainId = chainId,
                    Nonce = await NextNonceAsync(cancellationToken),
                    MaxFeePerGas = fees.MaxFeePerGas,
                    MaxPriorityFeePerGas = fees.MaxPriorityFeePerGas,
                    GasLimit = gas,
                    To = request.To,
                    Value = request.Value,
                    Data = request.Data,
                };
                stored = new StoredTransaction(request.Key, [await transaction.SignAsync(signer, cancellationToken)]);
                await SaveAsync(stored, cancellationToken);
            }
            await BroadcastAsync(stored, cancellationToken);
            return stored;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Waits for a transaction submitted before, and keeps it alive meanwhile.</summary>
    public async Task<TransactionReceipt> WaitAsync(string key, CancellationToken cancellationToken)
    {
        long started = _time.GetTimestamp();
        long lastAttempt = started;
        while (true)
        {
            StoredTransaction stored = await StoredAsync(key, cancellationToken);
            ulong head = await client.GetBlockNumberAsync(cancellationToken);
            if (await FindReceiptAsync(stored, cancellationToken) is { } receipt)
            {
                if (Depth(receipt, head) >= (ulong)_options.Confirmations)
                    return receipt.Succeeded ? receipt : throw await RevertedAsync(stored, receipt, cancellationToken);
            }
            else if (await IsNonceTakenAsync(stored, head, _options.Confirmations, cancellationToken))
            {
                await MoveToFreshNonceAsync(stored, cancellationToken);
                lastAttempt = _time.GetTimestamp();
            }
            else if (_time.GetElapsedTime(lastAttempt) >= _options.BumpAfter)
            {
                await ReplaceAsync(stored, cancellationToken);
                lastAttempt = _time.GetTimestamp();
            }
            else if (!await client.HasTransactionAsync(stored.Newest.Hash, cancellationToken))
            {
                await BroadcastAsync(stored, cancellationToken);
            }
            if (_time.GetElapsedTime(started) >= _options.WaitTimeout)
                throw new TransactionPendingException(
                    $"Transaction {stored.Newest.Hash} ({key}) is not confirmed after {_options.WaitTimeout.TotalSeconds:0.###} s; it is stored and may still be mined.");
            await Task.Delay(_options.PollInterval, _time, cancellationToken);
        }
    }

    /// <summary>
    /// Sends again what a reorg or a restarted node lost, and forgets what is final. Call it at start and on new heads.
    /// </summary>
    /// <returns>How many transactions had to be sent again.</returns>
    public async Task<int> MaintainAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await LoadAsync(cancellationToken);
            ulong head = await client.GetBlockNumberAsync(cancellationToken);
            int sent = 0;
            foreach (StoredTransaction stored in _stored.Values.OrderBy(transaction => transaction.Nonce).ToArray())
            {
                if (await FindReceiptAsync(stored, cancellationToken) is { } receipt)
                {
                    if (Depth(receipt, head) >= (ulong)_options.FinalityDepth)
                        await ForgetAsync(stored, cancellationToken);
                }
                else if (await IsNonceTakenAsync(stored, head, _options.FinalityDepth, cancellationToken))
                {
                    await ForgetAsync(stored, cancellationToken);
                }
                else if (!await client.HasTransactionAsync(stored.Newest.Hash, cancellationToken))
                {
                    await BroadcastAsync(stored, cancellationToken);
                    sent++;
                }
            }
            return sent;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private static TransactionSenderOptions Valid(TransactionSenderOptions options)
    {
        options.Validate();
        return options;
    }

    private async Task<ulong> LoadAsync(CancellationToken cancellationToken)
    {
        if (_chainId is { } known)
            return known;
        ulong chainId = await client.GetChainIdAsync(cancellationToken);
        foreach (StoredTransaction stored in await store.LoadAsync(chainId, Address, cancellationToken))
            _stored[stored.Key] = stored;
        _chainId = chainId;
        return chainId;
    }

    private async Task<StoredTransaction> StoredAsync(string key, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await LoadAsync(cancellationToken);
            return _stored.TryGetValue(key, out StoredTransaction? stored)
                ? stored
                : throw new KeyNotFoundException($"No transaction is stored under '{key}'.");
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task SaveAsync(StoredTransaction stored, CancellationToken cancellationToken)
    {
        await store.SaveAsync(stored, cancellationToken);
        _stored[stored.Key] = stored;
    }

    private async Task ForgetAsync(StoredTransaction stored, CancellationToken cancellationToken)
    {
        await store.RemoveAsync(stored, cancellationToken);
        _stored.Remove(stored.Key);
    }

    /// <summary>The first nonce the node does not count yet and no stored transaction holds: this also fills gaps.</summary>
    private async Task<ulong> NextNonceAsync(CancellationToken cancellationToken)
    {
        var held = _stored.Values.Select(stored => stored.Nonce).ToHashSet();
        ulong nonce = await client.GetTransactionCountAsync(Address, BlockTag.Pending, cancellationToken);
        while (held.Contains(nonce))
            nonce++;
        return nonce;
    }

    private async Task<ulong> EstimateGasAsync(TransactionRequest request, CancellationToken cancellationToken)
    {
        var call = new CallRequest { From = Address, To = request.To, Data = request.Data, Value = request.Value };
        try
        {
            ulong estimate = await client.EstimateGasAsync(call, cancellationToken);
            ulong padded = estimate + (estimate * (ulong)_options.GasMarginPercent / 100);
            return estimate <= _options.GasLimitMax
                ? Math.Min(padded, _options.GasLimitMax)
                : throw new TransactionRevertedException($"{request.Key} needs {estimate} gas; the limit is {_options.GasLimitMax}.", default, null);
        }
        catch (RpcException e) when (e.RevertData is not null || e.Error.Code == RpcException.ExecutionReverted)
        {
            ReadOnlyMemory<byte> data = e.RevertData ?? default;
            string reason = data.IsEmpty ? e.Error.Message : RevertReason.Describe(data.Span);
            throw new TransactionRevertedException($"{request.Key} would revert: {reason}", data, null, e);
        }
    }

    private async Task<FeeEstimate> EstimateFeesAsync(FeeEstimate? replaced, CancellationToken cancellationToken)
    {
        FeeEstimate fees = await FeeEstimate.ReadAsync(client, _options.PriorityFeeMin, cancellationToken);
        if (replaced is { } previous)
            fees = fees.AtLeastAbove(previous, _options.BumpPercent);
        return fees.MaxFeePerGas <= _options.MaxFeePerGasLimit ? fees : throw new FeeLimitException(fees.MaxFeePerGas, _options.MaxFeePerGasLimit);
    }

    /// <summary>Hands the bytes over. What the node says about them is not believed: the next look at the chain decides.</summary>
    private async Task BroadcastAsync(StoredTransaction stored, CancellationToken cancellationToken)
    {
        try
        {
            await client.SendRawTransactionAsync(stored.Newest.Raw, cancellationToken);
        }
        catch (RpcException e) when (e.RevertData is null)
        {
            LastRefusal = string.Create(CultureInfo.InvariantCulture, $"{stored.Key}: {e.Error.Code} {e.Error.Message}");
        }
    }

    /// <summary>The last thing a node said against a transaction, for a log; null when none did.</summary>
    public string? LastRefusal { get; private set; }

    private async Task<TransactionReceipt?> FindReceiptAsync(StoredTransaction stored, CancellationToken cancellationToken)
    {
        foreach (SignedTransaction attempt in stored.Attempts.Reverse())
            if (await client.GetTransactionReceiptAsync(attempt.Hash, cancellationToken) is { } receipt)
                return receipt;
        return null;
    }

    private static ulong Depth(TransactionReceipt receipt, ulong head) => head >= receipt.BlockNumber ? head - receipt.BlockNumber + 1 : 0;

    /// <summary>True when a transaction that is not ours has used the nonce, at least so many blocks deep.</summary>
    private async Task<bool> IsNonceTakenAsync(StoredTransaction stored, ulong head, int depth, CancellationToken cancellationToken)
    {
        ulong above = (ulong)depth - 1;
        ulong at = head > above ? head - above : 0;
        return await client.GetTransactionCountAsync(Address, BlockTag.At(at), cancellationToken) > stored.Nonce
            && await FindReceiptAsync(stored, cancellationToken) is null;
    }

    private async Task MoveToFreshNonceAsync(StoredTransaction stale, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            FeeEstimate fees = await EstimateFeesAsync(null, cancellationToken);
            Eip1559Transaction transaction = stale.Newest.Transaction with
            {
                Nonce = await NextNonceAsync(cancellationToken),
                MaxFeePerGas = fees.MaxFeePerGas,
                MaxPriorityFeePerGas = fees.MaxPriorityFeePerGas,
            };
            await SignAndSendAsync(stale with { Attempts = [] }, transaction, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task ReplaceAsync(StoredTransaction stuck, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            Eip1559Transaction newest = stuck.Newest.Transaction;
            FeeEstimate fees = await EstimateFeesAsync(new FeeEstimate(newest.MaxFeePerGas, newest.MaxPriorityFeePerGas), cancellationToken);
            Eip1559Transaction transaction = newest with { MaxFeePerGas = fees.MaxFeePerGas, MaxPriorityFeePerGas = fees.MaxPriorityFeePerGas };
            await SignAndSendAsync(stuck, transaction, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task SignAndSendAsync(StoredTransaction basis, Eip1559Transaction transaction, CancellationToken cancellationToken)
    {
        SignedTransaction signed = await transaction.SignAsync(signer, cancellationToken);
        StoredTransaction stored = basis with { Attempts = [.. basis.Attempts, signed] };
        await SaveAsync(stored, cancellationToken);
        await BroadcastAsync(stored, cancellationToken);
    }

    /// <summary>Executes the reverted call again on the state before it, only to learn the reason.</summary>
    private async Task<TransactionRevertedException> RevertedAsync(
        StoredTransaction stored,
        TransactionReceipt receipt,
        CancellationToken cancellationToken)
    {
        Eip1559Transaction transaction = stored.Newest.Transaction;
        var call = new CallRequest { From = Address, To = transaction.To, Data = transaction.Data, Value = transaction.Value, Gas = transaction.GasLimit };
        ReadOnlyMemory<byte> data = default;
        try
        {
            await client.CallAsync(call, BlockTag.At(receipt.BlockNumber - 1), cancellationToken);
        }
        catch (RpcException e)
        {
            data = e.RevertData ?? default;
        }
        return new TransactionRevertedException(
            $"{stored.Key}: transaction {receipt.TransactionHash} reverted in block {receipt.BlockNumber}: {RevertReason.Describe(data.Span)}",
            data,
            receipt);
    }
}
