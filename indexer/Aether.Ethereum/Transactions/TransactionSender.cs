namespace Aether.Ethereum;

/// <summary>
/// Sends one account's transactions: chooses nonces and fees, stores the signed bytes before they leave, sends the same bytes
/// again after restarts, drops and reorgs, replaces what is stuck, and moves to a fresh nonce when somebody else used ours.
/// </summary>
/// <remarks>Decisions follow from receipts and counts, never from a node's error text. Safe for concurrent calls.</remarks>
public sealed class TransactionSender : IDisposable
{
    /// <summary>
    /// Looks in a row that must find a nonce used by another before a fresh one is signed: a node behind a load balancer may count
    /// a transaction before it has its receipt.
    /// </summary>
    private const int NonceTakenLooks = 3;

    private readonly EthereumClient _client;
    private readonly ISigner _signer;
    private readonly TransactionSenderOptions _options;
    private readonly TimeProvider _time;
    private readonly TransactionLedger _ledger;
    private readonly GasPolicy _gas;
    private readonly SemaphoreSlim _gate = new(1, 1);

    public TransactionSender(
        EthereumClient client,
        ISigner signer,
        ITransactionStore store,
        TransactionSenderOptions? options = null,
        TimeProvider? timeProvider = null
    )
    {
        _client = client;
        _signer = signer;
        _options = options ?? TransactionSenderOptions.Default;
        _options.Validate();
        _time = timeProvider ?? TimeProvider.System;
        _ledger = new TransactionLedger(client, signer.Address, store);
        _gas = new GasPolicy(client, signer.Address, _options);
    }

    public Address Address => _signer.Address;

    /// <summary>The last thing a node said against a transaction, for a log; null when none did.</summary>
    public string? LastRefusal { get; private set; }

    /// <summary>Sends the transaction, or goes on with the one stored under its key, and waits until it is confirmed.</summary>
    /// <exception cref="TransactionRevertedException">It would revert, or was mined and reverted.</exception>
    /// <exception cref="TransactionPendingException">The time to wait is over; it may still be mined.</exception>
    /// <exception cref="FeeLimitException">The network asks for more than the configured limit.</exception>
    public async Task<TransactionReceipt> SendAsync(TransactionRequest request, CancellationToken cancellationToken)
    {
        StoredTransaction stored = await SubmitAsync(request, cancellationToken);
        return await WaitAsync(stored.Key, cancellationToken);
    }

    /// <summary>
    /// Signs, stores and sends without waiting. With a key that is stored already it only sends the same bytes again. A node that
    /// cannot be reached after the bytes are stored is no error: <see cref="WaitAsync"/> and <see cref="MaintainAsync"/> send them later.
    /// </summary>
    public async Task<StoredTransaction> SubmitAsync(TransactionRequest request, CancellationToken cancellationToken)
    {
        if (request.Key.Length is 0 or > 200)
            throw new ArgumentException("The key of a transaction has 1 to 200 characters.", nameof(request));
        using IDisposable entered = await EnterAsync(cancellationToken);
        ulong chainId = await _ledger.LoadAsync(cancellationToken);
        if (_ledger.Find(request.Key) is not { } stored)
        {
            ulong gas = request.GasLimit ?? await _gas.LimitAsync(request, cancellationToken);
            FeeEstimate fees = await _gas.FeesAsync(null, cancellationToken);
            var transaction = new Eip1559Transaction
            {
                ChainId = chainId,
                Nonce = await _ledger.NextNonceAsync(cancellationToken),
                MaxFeePerGas = fees.MaxFeePerGas,
                MaxPriorityFeePerGas = fees.MaxPriorityFeePerGas,
                GasLimit = gas,
                To = request.To,
                Value = request.Value,
                Data = request.Data,
            };
            stored = await SignAsync(new StoredTransaction(request.Key, []), transaction, cancellationToken);
        }
        await BroadcastAsync(stored, cancellationToken);
        return stored;
    }

    /// <summary>Waits for a transaction submitted before, and keeps it alive meanwhile. A node that fails for a while is waited for.</summary>
    public async Task<TransactionReceipt> WaitAsync(string key, CancellationToken cancellationToken)
    {
        long started = _time.GetTimestamp();
        var watch = new Watch(key) { LastAttempt = started };
        while (true)
        {
            try
            {
                if (await LookAsync(watch, cancellationToken) is { } receipt)
                    return receipt;
                watch.Trouble = null;
            }
            catch (Exception e) when (e is RpcException or RpcFailureException { Retryable: true } or FeeLimitException)
            {
                // What is sent stays sent. A node behind its neighbour says "header not found" of a block that was there a moment
                // ago; a replacement above the fee limit is not made, and prices may fall again.
                LastRefusal = $"{key}: {e.Message}";
                watch.Trouble = e.Message;
            }
            if (_time.GetElapsedTime(started) >= _options.WaitTimeout)
                throw new TransactionPendingException(
                    $"{key} is not confirmed after {_options.WaitTimeout.TotalSeconds:0.###} s; it is stored and may still be mined. {watch.Trouble}".TrimEnd()
                );
            await Task.Delay(_options.PollInterval, _time, cancellationToken);
        }
    }

    /// <summary>Sends again what a reorg or a restarted node lost, and forgets what is final. Call it at start and on new heads.</summary>
    /// <returns>How many transactions had to be sent again.</returns>
    public async Task<int> MaintainAsync(CancellationToken cancellationToken)
    {
        using IDisposable entered = await EnterAsync(cancellationToken);
        await _ledger.LoadAsync(cancellationToken);
        ulong head = await _client.GetBlockNumberAsync(cancellationToken);
        int sent = 0;
        foreach (StoredTransaction stored in _ledger.All)
        {
            if (await FindReceiptAsync(stored, cancellationToken) is { } receipt)
            {
                if (Depth(receipt, head) >= (ulong)_options.FinalityDepth)
                    await _ledger.ForgetAsync(stored, cancellationToken);
            }
            else if (await IsNonceTakenAsync(stored, head, _options.FinalityDepth, cancellationToken))
            {
                await _ledger.ForgetAsync(stored, cancellationToken);
            }
            else if (!await _client.HasTransactionAsync(stored.Newest.Hash, cancellationToken))
            {
                await BroadcastAsync(stored, cancellationToken);
                sent++;
            }
        }
        return sent;
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>One look at the chain and, where needed, one step to keep the transaction alive.</summary>
    private async Task<TransactionReceipt?> LookAsync(Watch watch, CancellationToken cancellationToken)
    {
        StoredTransaction stored = await StoredAsync(watch.Key, cancellationToken);
        ulong head = await _client.GetBlockNumberAsync(cancellationToken);
        if (await FindReceiptAsync(stored, cancellationToken) is { } receipt)
        {
            watch.NonceTaken = 0;
            if (Depth(receipt, head) < (ulong)_options.Confirmations)
                return null;
            return receipt.Succeeded ? receipt : throw await _gas.RevertedAsync(stored, receipt, cancellationToken);
        }
        if (await IsNonceTakenAsync(stored, head, _options.Confirmations, cancellationToken))
        {
            if (++watch.NonceTaken >= NonceTakenLooks)
                await SignAgainAsync(stored, freshNonce: true, watch, cancellationToken);
            return null;
        }
        watch.NonceTaken = 0;
        if (!await _client.HasTransactionAsync(stored.Newest.Hash, cancellationToken))
            await BroadcastAsync(stored, cancellationToken);
        StoredTransaction first = await FirstInLineAsync(stored, cancellationToken);
        if (_time.GetElapsedTime(watch.LastAttempt) >= _options.BumpAfter)
            await SignAgainAsync(first, freshNonce: false, watch, cancellationToken);
        else if (first != stored && !await _client.HasTransactionAsync(first.Newest.Hash, cancellationToken))
            await BroadcastAsync(first, cancellationToken);
        return null;
    }

    /// <summary>
    /// The transaction that the chain waits for. Usually <paramref name="stored"/> itself; after a reorg it may be an earlier one of
    /// ours that was mined once and is waited for by nobody: as long as it is missing, paying more for a later one changes nothing.
    /// </summary>
    private async Task<StoredTransaction> FirstInLineAsync(StoredTransaction stored, CancellationToken cancellationToken)
    {
        ulong next = await _client.GetTransactionCountAsync(Address, BlockTag.Latest, cancellationToken);
        if (next >= stored.Nonce)
            return stored;
        using IDisposable entered = await EnterAsync(cancellationToken);
        return _ledger.All.FirstOrDefault(other => other.Nonce >= next) ?? stored;
    }

    /// <summary>A replacement that pays more, or the same call with a fresh nonce where the old one can no longer be mined.</summary>
    private async Task SignAgainAsync(StoredTransaction seen, bool freshNonce, Watch watch, CancellationToken cancellationToken)
    {
        using IDisposable entered = await EnterAsync(cancellationToken);
        watch.LastAttempt = _time.GetTimestamp();
        watch.NonceTaken = 0;
        if (!ReferenceEquals(_ledger.Find(seen.Key), seen))
            return;
        Eip1559Transaction newest = seen.Newest.Transaction;
        FeeEstimate fees = await _gas.FeesAsync(freshNonce ? null : newest, cancellationToken);
        Eip1559Transaction transaction = newest with
        {
            Nonce = freshNonce ? await _ledger.NextNonceAsync(cancellationToken) : newest.Nonce,
            MaxFeePerGas = fees.MaxFeePerGas,
            MaxPriorityFeePerGas = fees.MaxPriorityFeePerGas,
        };
        StoredTransaction basis = freshNonce ? seen with { Attempts = [] } : seen;
        await BroadcastAsync(await SignAsync(basis, transaction, cancellationToken), cancellationToken);
    }

    /// <summary>The bytes are durable before anybody else can see them.</summary>
    private async Task<StoredTransaction> SignAsync(
        StoredTransaction basis,
        Eip1559Transaction transaction,
        CancellationToken cancellationToken
    )
    {
        SignedTransaction signed = await transaction.SignAsync(_signer, cancellationToken);
        StoredTransaction stored = basis with { Attempts = [.. basis.Attempts, signed] };
        // Keeps I-61: on disk before anybody sees them, so that the same bytes can be sent again.
        await _ledger.SaveAsync(stored, cancellationToken);
        return stored;
    }

    /// <summary>Hands the bytes over. What the node says about them is not believed: the next look at the chain decides.</summary>
    private async Task BroadcastAsync(StoredTransaction stored, CancellationToken cancellationToken)
    {
        try
        {
            await _client.SendRawTransactionAsync(stored.Newest.Raw, cancellationToken);
        }
        catch (RpcFailureException e)
        {
            LastRefusal = $"{stored.Key}: {e.Message}";
        }
    }

    private async Task<StoredTransaction> StoredAsync(string key, CancellationToken cancellationToken)
    {
        using IDisposable entered = await EnterAsync(cancellationToken);
        await _ledger.LoadAsync(cancellationToken);
        return _ledger.Find(key) ?? throw new KeyNotFoundException($"No transaction is stored under '{key}'.");
    }

    private async Task<TransactionReceipt?> FindReceiptAsync(StoredTransaction stored, CancellationToken cancellationToken)
    {
        foreach (SignedTransaction attempt in stored.Attempts.Reverse())
            if (await _client.GetTransactionReceiptAsync(attempt.Hash, cancellationToken) is { } receipt)
                return receipt;
        return null;
    }

    /// <summary>True when the nonce is used, at least so many blocks deep, and the node knows none of our attempts.</summary>
    private async Task<bool> IsNonceTakenAsync(StoredTransaction stored, ulong head, int depth, CancellationToken cancellationToken)
    {
        ulong above = (ulong)depth - 1;
        ulong at = head > above ? head - above : 0;
        if (await _client.GetTransactionCountAsync(Address, BlockTag.At(at), cancellationToken) <= stored.Nonce)
            return false;
        foreach (SignedTransaction attempt in stored.Attempts)
            if (await _client.HasTransactionAsync(attempt.Hash, cancellationToken))
                return false;
        return true;
    }

    private static ulong Depth(TransactionReceipt receipt, ulong head) => head >= receipt.BlockNumber ? head - receipt.BlockNumber + 1 : 0;

    private async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        return new Entered(_gate);
    }

    private sealed class Entered(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }

    /// <summary>What one wait remembers between looks.</summary>
    private sealed class Watch(string key)
    {
        public string Key { get; } = key;

        public long LastAttempt { get; set; }

        public int NonceTaken { get; set; }

        /// <summary>Why the last look failed; null when it did not.</summary>
        public string? Trouble { get; set; }
    }
}
