namespace Aether.Ethereum;

/// <summary>How transactions are priced, waited for and replaced.</summary>
public sealed record TransactionSenderOptions
{
    public static TransactionSenderOptions Default { get; } = new();

    /// <summary>Blocks that must hold the transaction, its own included. 1 or more, default 1.</summary>
    public int Confirmations { get; init; } = 1;

    /// <summary>Depth at which a stored transaction is forgotten, since no reorg reaches it. Blocks, default 64.</summary>
    public int FinalityDepth { get; init; } = 64;

    /// <summary>Pause between looks at the chain. Default 1 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A transaction not mined after this long is replaced by one that pays more. Default 45 s.</summary>
    public TimeSpan BumpAfter { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>By how much a replacement pays more, at least. Percent, 10 to 100 (nodes refuse less than 10), default 13.</summary>
    public int BumpPercent { get; init; } = 13;

    /// <summary>Added to the estimated gas. Percent, 0 to 200, default 20.</summary>
    public int GasMarginPercent { get; init; } = 20;

    /// <summary>No transaction asks for more gas; 2^24 is the limit of a transaction since EIP-7825.</summary>
    public ulong GasLimitMax { get; init; } = 1 << 24;

    /// <summary>No transaction offers more. Wei per gas, default 500 gwei.</summary>
    public UInt256 MaxFeePerGasLimit { get; init; } = 500_000_000_000;

    /// <summary>The least paid on top of the base fee. Wei per gas, default 1 gwei.</summary>
    public UInt256 PriorityFeeMin { get; init; } = 1_000_000_000;

    /// <summary>How long one call waits; the transaction stays stored and a later call goes on waiting. Default 10 min.</summary>
    public TimeSpan WaitTimeout { get; init; } = TimeSpan.FromMinutes(10);

    internal void Validate()
    {
        if (Confirmations < 1 || FinalityDepth < Confirmations)
            throw new InvalidOperationException("Confirmations is at least 1, and FinalityDepth not less.");
        if (BumpPercent is < 10 or > 100 || GasMarginPercent is < 0 or > 200)
            throw new InvalidOperationException("BumpPercent is 10 to 100, GasMarginPercent 0 to 200.");
        if (PollInterval <= TimeSpan.Zero || BumpAfter <= TimeSpan.Zero || WaitTimeout <= TimeSpan.Zero)
            throw new InvalidOperationException("PollInterval, BumpAfter and WaitTimeout must be positive.");
        if (MaxFeePerGasLimit < PriorityFeeMin)
            throw new InvalidOperationException("MaxFeePerGasLimit must not be below PriorityFeeMin.");
    }
}
