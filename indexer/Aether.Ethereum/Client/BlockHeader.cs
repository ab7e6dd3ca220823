using System.Text.Json;

namespace Aether.Ethereum;

/// <summary>The fields of a block that anything here reads.</summary>
public sealed record BlockHeader
{
    public required ulong Number { get; init; }

    public required Bytes32 Hash { get; init; }

    public required Bytes32 ParentHash { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required ulong Timestamp { get; init; }

    /// <summary>256 bytes.</summary>
    public required ReadOnlyMemory<byte> LogsBloom { get; init; }

    public required Bytes32 ReceiptsRoot { get; init; }

    public required Bytes32 StateRoot { get; init; }

    public required Bytes32 TransactionsRoot { get; init; }

    public required ulong GasLimit { get; init; }

    public required ulong GasUsed { get; init; }

    /// <summary>Wei per gas; null before London.</summary>
    public UInt256? BaseFeePerGas { get; init; }

    /// <summary>All fields of the header in RLP, those that are not read here included; empty where the node left one out.</summary>
    public required ReadOnlyMemory<byte> Encoding { get; init; }

    /// <summary>True when <see cref="Hash"/> is that of the fields: then bloom and roots are the chain's, whoever answered.</summary>
    public bool IsHashOfFields()
    {
        Span<byte> digest = stackalloc byte[Bytes32.ByteLength];
        Aether.Hashing.Keccak256.Hash(Encoding.Span, digest);
        return !Encoding.IsEmpty && Hash == new Bytes32(digest);
    }

    /// <summary>False when no log of this address or topic can be in the block.</summary>
    public bool MayContain(ReadOnlySpan<byte> addressOrTopic) => Aether.Ethereum.LogsBloom.MayContain(LogsBloom.Span, addressOrTopic);

    /// <summary>Reads a block or a header notification; null for JSON null.</summary>
    public static BlockHeader? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        ulong? number = null,
            timestamp = null,
            gasLimit = null,
            gasUsed = null;
        Bytes32? hash = null,
            parent = null,
            receipts = null,
            state = null,
            transactions = null;
        UInt256? baseFee = null;
        byte[]? bloom = null;
        var rest = new HeaderFields();
        JsonFields.Begin(ref reader);
        while (JsonFields.Next(ref reader))
        {
            if (JsonFields.Is(ref reader, "number"u8))
                number = RpcJson.ReadUInt64(ref reader);
            else if (JsonFields.Is(ref reader, "hash"u8))
                hash = RpcJson.ReadBytes32(ref reader);
            else if (JsonFields.Is(ref reader, "parentHash"u8))
                parent = RpcJson.ReadBytes32(ref reader);
            else if (JsonFields.Is(ref reader, "timestamp"u8))
                timestamp = RpcJson.ReadUInt64(ref reader);
            else if (JsonFields.Is(ref reader, "logsBloom"u8))
                RpcJson.ReadExact(ref reader, bloom = new byte[Aether.Ethereum.LogsBloom.ByteLength]);
            else if (JsonFields.Is(ref reader, "receiptsRoot"u8))
                receipts = RpcJson.ReadBytes32(ref reader);
            else if (JsonFields.Is(ref reader, "stateRoot"u8))
                state = RpcJson.ReadBytes32(ref reader);
            else if (JsonFields.Is(ref reader, "transactionsRoot"u8))
                transactions = RpcJson.ReadBytes32(ref reader);
            else if (JsonFields.Is(ref reader, "gasLimit"u8))
                gasLimit = RpcJson.ReadUInt64(ref reader);
            else if (JsonFields.Is(ref reader, "gasUsed"u8))
                gasUsed = RpcJson.ReadUInt64(ref reader);
            else if (JsonFields.Is(ref reader, "baseFeePerGas"u8))
                baseFee = RpcJson.ReadUInt256(ref reader);
            else if (!rest.Read(ref reader))
                JsonFields.Skip(ref reader);
        }
        var header = new BlockHeader
        {
            Number = JsonFields.Required(number, "number"),
            Hash = JsonFields.Required(hash, "hash"),
            ParentHash = JsonFields.Required(parent, "parentHash"),
            Timestamp = JsonFields.Required(timestamp, "timestamp"),
            LogsBloom = bloom ?? throw JsonFields.Missing("logsBloom"),
            ReceiptsRoot = JsonFields.Required(receipts, "receiptsRoot"),
            StateRoot = JsonFields.Required(state, "stateRoot"),
            TransactionsRoot = JsonFields.Required(transactions, "transactionsRoot"),
            GasLimit = JsonFields.Required(gasLimit, "gasLimit"),
            GasUsed = JsonFields.Required(gasUsed, "gasUsed"),
            BaseFeePerGas = baseFee,
            Encoding = default,
        };
        return header with { Encoding = rest.Encode(header) };
    }
}
