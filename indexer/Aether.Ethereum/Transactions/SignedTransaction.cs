namespace Aether.Ethereum;

/// <summary>A signed type 2 transaction: the bytes to send, and what they say.</summary>
public sealed class SignedTransaction
{
    private SignedTransaction(byte[] raw, Eip1559Transaction transaction, Signature signature, Address from)
    {
        Raw = raw;
        Transaction = transaction;
        Signature = signature;
        From = from;
        Hash = Bytes32.Keccak(raw);
    }

    /// <summary>The bytes for eth_sendRawTransaction.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    public Bytes32 Hash { get; }

    public Address From { get; }

    public Eip1559Transaction Transaction { get; }

    public Signature Signature { get; }

    /// <summary>Reads the bytes strictly and recovers the sender.</summary>
    /// <exception cref="RlpException">Not the canonical form of a signed type 2 transaction.</exception>
    public static SignedTransaction Decode(ReadOnlySpan<byte> raw)
    {
        if (raw.IsEmpty || raw[0] != Eip1559Transaction.TypeByte)
            throw new RlpException("Not a type 2 transaction.");
        var outer = new RlpReader(raw[1..]);
        RlpReader fields = outer.ReadList();
        outer.ExpectEnd();
        var transaction = new Eip1559Transaction
        {
            ChainId = fields.ReadUInt64(),
            Nonce = fields.ReadUInt64(),
            MaxPriorityFeePerGas = fields.ReadUInt256(),
            MaxFeePerGas = fields.ReadUInt256(),
            GasLimit = fields.ReadUInt64(),
            To = ReadTo(ref fields),
            Value = fields.ReadUInt256(),
            Data = fields.ReadBytes().ToArray(),
            AccessList = ReadAccessList(fields.ReadList()),
        };
        ulong parity = fields.ReadUInt64();
        UInt256 r = fields.ReadUInt256();
        UInt256 s = fields.ReadUInt256();
        fields.ExpectEnd();
        if (parity > 1)
            throw new RlpException($"The parity of a signature is 0 or 1, not {parity}.");
        var signature = new Signature(r, s, (byte)parity);
        if (!signature.TryRecover(transaction.SigningHash(), out Address from))
            throw new RlpException("The signature of the transaction is invalid.");
        return new SignedTransaction(raw.ToArray(), transaction, signature, from);
    }

    private static Address? ReadTo(ref RlpReader fields)
    {
        ReadOnlySpan<byte> to = fields.ReadBytes();
        return to.Length switch
        {
            0 => null,
            Address.ByteLength => new Address(to),
            _ => throw new RlpException($"The recipient has {to.Length} bytes."),
        };
    }

    private static List<AccessListEntry> ReadAccessList(RlpReader list)
    {
        var entries = new List<AccessListEntry>();
        while (!list.IsAtEnd)
        {
            RlpReader entry = list.ReadList();
            var address = new Address(entry.ReadBytes(Address.ByteLength));
            RlpReader keys = entry.ReadList();
            entry.ExpectEnd();
            var storageKeys = new List<Bytes32>();
            while (!keys.IsAtEnd)
                storageKeys.Add(new Bytes32(keys.ReadBytes(Bytes32.ByteLength)));
            entries.Add(new AccessListEntry(address, storageKeys));
        }
        return entries;
    }
}
