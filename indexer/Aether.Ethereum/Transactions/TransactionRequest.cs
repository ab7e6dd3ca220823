namespace Aether.Ethereum;

/// <summary>What a transaction shall do. Nonce, fees and signature are the sender's business.</summary>
public sealed record TransactionRequest
{
    /// <summary>
    /// Names the intent, 1 to 200 characters, for example "submit 0x..". Asking again with the same key, also after a restart,
    /// continues with the bytes already signed instead of signing again.
    /// </summary>
    public required string Key { get; init; }

    /// <summary>Null creates a contract.</summary>
    public Address? To { get; init; }

    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Wei.</summary>
    public UInt256 Value { get; init; }

    /// <summary>Null estimates it, which refuses a call that would revert.</summary>
    public ulong? GasLimit { get; init; }
}
