namespace Aether.Ethereum;

/// <summary>A type 2 transaction before it is signed. Prices are wei per unit of gas.</summary>
public sealed record Eip1559Transaction
{
    /// <summary>The first byte of the serialised form.</summary>
    public const byte TypeByte = 0x02;

    public required ulong ChainId { get; init; }

    public required ulong Nonce { get; init; }

    public required UInt256 MaxPriorityFeePerGas { get; init; }

    public required UInt256 MaxFeePerGas { get; init; }

    public required ulong GasLimit { get; init; }

    /// <summary>Null creates a contract.</summary>
    public Address? To { get; init; }

    /// <summary>Wei sent along.</summary>
    public UInt256 Value { get; init; }

    public ReadOnlyMemory<byte> Data { get; init; }

    public IReadOnlyList<AccessListEntry> AccessList { get; init; } = [];

    /// <summary>The type byte and the list of fields without a signature.</summary>
    public byte[] EncodeUnsigned() => Encode(null);

    /// <summary>What the sender signs.</summary>
    public Bytes32 SigningHash() => Bytes32.Keccak(EncodeUnsigned());

    /// <summary>Signs, and checks that the signature is the signer's.</summary>
    public async Task<SignedTransaction> SignAsync(ISigner signer, CancellationToken cancellationToken)
    {
        Signature signature = await signer.SignAsync(SigningHash(), SigningKind.Transaction, cancellationToken);
        return SignedTransaction.Decode(Encode(signature)) is var signed && signed.From == signer.Address
            ? signed
            : throw new SignerException($"The signature is not that of {signer.Address}.");
    }

    internal byte[] Encode(Signature? signature)
    {
        var rlp = new RlpWriter().BeginList();
        rlp.Write(ChainId).Write(Nonce).Write(MaxPriorityFeePerGas).Write(MaxFeePerGas).Write(GasLimit);
        _ = To is { } to ? rlp.Write(to) : rlp.Write(ReadOnlySpan<byte>.Empty);
        rlp.Write(Value).Write(Data.Span).BeginList();
        foreach (AccessListEntry entry in AccessList)
        {
            rlp.BeginList().Write(entry.Address).BeginList();
            foreach (Bytes32 key in entry.StorageKeys)
                rlp.Write(key);
            rlp.EndList().EndList();
        }
        rlp.EndList();
        if (signature is { } signed)
            rlp.Write(signed.YParity).Write(signed.R).Write(signed.S);
        return [TypeByte, .. rlp.EndList().ToArray()];
    }
}
