namespace Aether.Ethereum;

/// <summary>What a transaction offers. Wei per gas.</summary>
public readonly record struct FeeEstimate(UInt256 MaxFeePerGas, UInt256 MaxPriorityFeePerGas)
{
    private const int BlocksRead = 10;

    /// <summary>Twice the next base fee, so that six full blocks in a row cannot price it out, plus the median of recent tips.</summary>
    public static async Task<FeeEstimate> ReadAsync(EthereumClient client, UInt256 priorityFeeMin, CancellationToken cancellationToken)
    {
        FeeHistory history = await client.GetFeeHistoryAsync(BlocksRead, [50], cancellationToken);
        UInt256[] tips = [.. history.Rewards.Where(block => block.Count > 0).Select(block => block[0]).Where(tip => !tip.IsZero).Order()];
        UInt256 tip = tips.Length == 0 ? UInt256.Zero : tips[tips.Length / 2];
        if (tip < priorityFeeMin)
            tip = priorityFeeMin;
        UInt256 baseFee = history.BaseFees.Count == 0 ? UInt256.Zero : history.BaseFees[^1];
        if (!baseFee.FitsBits(128) || !tip.FitsBits(128))
            throw new RpcTransportException("eth_feeHistory: the fees are beyond 128 bits, so they are no fees.", retryable: true);
        return new FeeEstimate(baseFee + baseFee + tip, tip);
    }

    /// <summary>At least <paramref name="percent"/> more than <paramref name="previous"/> in both fields, as nodes demand of a replacement.</summary>
    public FeeEstimate AtLeastAbove(FeeEstimate previous, int percent) =>
        new(
            Larger(MaxFeePerGas, Raise(previous.MaxFeePerGas, percent)),
            Larger(MaxPriorityFeePerGas, Raise(previous.MaxPriorityFeePerGas, percent))
        );

    private static UInt256 Raise(UInt256 fee, int percent) => fee + (((fee * (ulong)percent) + 99) / 100) + 1;

    private static UInt256 Larger(UInt256 a, UInt256 b) => a > b ? a : b;
}
