namespace Aether.Ethereum;

/// <summary>How much gas a transaction may use and what it offers for it, within the configured limits.</summary>
internal sealed class GasPolicy(EthereumClient client, Address from, TransactionSenderOptions options)
{
    /// <exception cref="TransactionRevertedException">The call would revert, or needs more gas than a transaction may have.</exception>
    public async Task<ulong> LimitAsync(TransactionRequest request, CancellationToken cancellationToken)
    {
        var call = new CallRequest
        {
            From = from,
            To = request.To,
            Data = request.Data,
            Value = request.Value,
        };
        try
        {
            ulong estimate = await client.EstimateGasAsync(call, cancellationToken);
            return estimate <= options.GasLimitMax
                ? Math.Min(estimate + (estimate * (ulong)options.GasMarginPercent / 100), options.GasLimitMax)
                : throw new TransactionRevertedException(
                    $"{request.Key} needs {estimate} gas; the limit is {options.GasLimitMax}.",
                    default,
                    null
                );
        }
        catch (RpcException e) when (e.RevertData is not null || e.Error.Code == RpcException.ExecutionReverted)
        {
            ReadOnlyMemory<byte> data = e.RevertData ?? default;
            string reason = data.IsEmpty ? e.Error.Message : RevertReason.Describe(data.Span);
            throw new TransactionRevertedException($"{request.Key} would revert: {reason}", data, null, e);
        }
    }

    /// <param name="replaced">What the replacement must exceed; null for a first attempt.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="FeeLimitException">The network asks for more than the limit.</exception>
    public async Task<FeeEstimate> FeesAsync(Eip1559Transaction? replaced, CancellationToken cancellationToken)
    {
        FeeEstimate fees = await FeeEstimate.ReadAsync(client, options.PriorityFeeMin, cancellationToken);
        if (replaced is not null)
            fees = fees.AtLeastAbove(new FeeEstimate(replaced.MaxFeePerGas, replaced.MaxPriorityFeePerGas), options.BumpPercent);
        return fees.MaxFeePerGas <= options.MaxFeePerGasLimit
            ? fees
            : throw new FeeLimitException(fees.MaxFeePerGas, options.MaxFeePerGasLimit);
    }

    /// <summary>Executes a reverted transaction again on the state before its block, only to learn the reason.</summary>
    public async Task<TransactionRevertedException> RevertedAsync(
        StoredTransaction stored,
        TransactionReceipt receipt,
        CancellationToken cancellationToken
    )
    {
        Eip1559Transaction transaction = stored.Newest.Transaction;
        var call = new CallRequest
        {
            From = from,
            To = transaction.To,
            Data = transaction.Data,
            Value = transaction.Value,
            Gas = transaction.GasLimit,
        };
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
            receipt
        );
    }
}
