using Aether.Ethereum;

namespace Aether.Contracts;

/// <summary>Typed calls over a client.</summary>
public static class ContractCalls
{
    /// <summary>Reads from a contract without a transaction.</summary>
    /// <exception cref="ContractRevertedException">The call reverted; the message names the error and its fields.</exception>
    /// <exception cref="AbiException">What came back is not what the function returns; no bytes at all mean no contract there.</exception>
    public static async Task<TResult> ReadAsync<TResult>(
        this EthereumClient client,
        Address contract,
        IContractCall<TResult> call,
        BlockTag block,
        CancellationToken cancellationToken,
        Address? from = null
    )
    {
        var request = new CallRequest
        {
            From = from,
            To = contract,
            Data = call.Encode(),
        };
        try
        {
            return call.DecodeResult(await client.CallAsync(request, block, cancellationToken));
        }
        catch (RpcException e) when (e.RevertData is { } data)
        {
            throw new ContractRevertedException(Explain(data.Span), data, e);
        }
    }

    /// <summary>Several reads of one contract at one block, in few requests.</summary>
    /// <exception cref="RpcException">One of them failed.</exception>
    /// <exception cref="AbiException">What came back is not what the function returns.</exception>
    public static async Task<IReadOnlyList<TResult>> ReadAllAsync<TResult>(
        this EthereumClient client,
        Address contract,
        IReadOnlyList<IContractCall<TResult>> calls,
        BlockTag block,
        CancellationToken cancellationToken
    )
    {
        CallRequest[] requests = [.. calls.Select(call => new CallRequest { To = contract, Data = call.Encode() })];
        IReadOnlyList<byte[]> results = await client.CallAllAsync(requests, block, cancellationToken);
        return [.. calls.Zip(results, (call, result) => call.DecodeResult(result))];
    }

    /// <summary>A transaction request that makes this call.</summary>
    public static TransactionRequest ToTransaction(this IContractCall call, string key, Address contract) =>
        new()
        {
            Key = key,
            To = contract,
            Data = call.Encode(),
        };

    /// <summary>Our own error with its fields, or Solidity's, or the bytes.</summary>
    public static string Explain(ReadOnlySpan<byte> revertData) => ContractErrors.Describe(revertData) ?? RevertReason.Describe(revertData);
}

/// <summary>A call that a contract refused. The same call will be refused again while the state is the same.</summary>
public sealed class ContractRevertedException(string message, ReadOnlyMemory<byte> revertData, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>For the typed errors' TryDecode.</summary>
    public ReadOnlyMemory<byte> RevertData { get; } = revertData;
}
