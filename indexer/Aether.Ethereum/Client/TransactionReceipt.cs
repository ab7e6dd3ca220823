using System.Text.Json;

namespace Aether.Ethereum;

/// <summary>What a mined transaction did.</summary>
public sealed record TransactionReceipt
{
    public required Bytes32 TransactionHash { get; init; }

    public required ulong BlockNumber { get; init; }

    public required Bytes32 BlockHash { get; init; }

    public required uint TransactionIndex { get; init; }

    public required Address From { get; init; }

    public Address? To { get; init; }

    /// <summary>Where a contract was created.</summary>
    public Address? ContractAddress { get; init; }

    /// <summary>False when it reverted.</summary>
    public required bool Succeeded { get; init; }

    public required ulong GasUsed { get; init; }

    /// <summary>Of the block's transactions up to this one.</summary>
    public required ulong CumulativeGasUsed { get; init; }

    /// <summary>Type of the transaction, EIP-2718; 0 for a legacy one.</summary>
    public required byte Type { get; init; }

    /// <summary>Wei per gas.</summary>
    public required UInt256 EffectiveGasPrice { get; init; }

    public required IReadOnlyList<Log> Logs { get; init; }

    /// <summary>256 bytes, as the node says: what it says is in <see cref="Encode"/>, so a root covers it.</summary>
    public required ReadOnlyMemory<byte> LogsBloom { get; init; }

    /// <summary>What the block's receiptsRoot covers of it, EIP-2718 and RLP.</summary>
    public byte[] Encode()
    {
        RlpWriter rlp = new RlpWriter()
            .BeginList()
            .Write((UInt256)(Succeeded ? 1UL : 0))
            .Write((UInt256)CumulativeGasUsed)
            .Write(LogsBloom.Span)
            .BeginList();
        foreach (Log log in Logs)
        {
            rlp.BeginList().Write(log.Address).BeginList();
            for (int topic = 0; topic < log.Topics.Length; topic += Bytes32.ByteLength)
                rlp.Write(log.Topics.Span.Slice(topic, Bytes32.ByteLength));
            rlp.EndList().Write(log.Data.Span).EndList();
        }
        byte[] encoded = rlp.EndList().EndList().ToArray();
        return Type == 0 ? encoded : [Type, .. encoded];
    }

    /// <summary>Receipts of a block, in order; null for JSON null.</summary>
    public static IReadOnlyList<TransactionReceipt>? ReadArray(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException($"An array of receipts was expected, not {reader.TokenType}.");
        var receipts = new List<TransactionReceipt>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            receipts.Add(Read(ref reader) ?? throw new JsonException("A receipt is null."));
        return receipts;
    }

    /// <summary>Null for JSON null.</summary>
    public static TransactionReceipt? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        Bytes32? hash = null,
            blockHash = null;
        ulong? number = null,
            index = null,
            status = null,
            gasUsed = null,
            cumulative = null,
            type = null;
        Address? from = null,
            to = null,
            created = null;
        UInt256? price = null;
        IReadOnlyList<Log>? logs = null;
        byte[]? bloom = null;
        JsonFields.Begin(ref reader);
        while (JsonFields.Next(ref reader))
        {
            if (JsonFields.Is(ref reader, "transactionHash"u8))
                hash = RpcJson.ReadBytes32(ref reader);
            else if (JsonFields.Is(ref reader, "blockHash"u8))
                blockHash = RpcJson.ReadBytes32(ref reader);
            else if (JsonFields.Is(ref reader, "blockNumber"u8))
                number = RpcJson.ReadUInt64(ref reader);
            else if (JsonFields.Is(ref reader, "transactionIndex"u8))
                index = RpcJson.ReadUInt64(ref reader);
            else if (JsonFields.Is(ref reader, "from"u8))
                from = RpcJson.ReadAddress(ref reader);
            else if (JsonFields.Is(ref reader, "to"u8))
                to = RpcJson.ReadAddress(ref reader);
            else if (JsonFields.Is(ref reader, "contractAddress"u8))
                created = RpcJson.ReadAddress(ref reader);
            else if (JsonFields.Is(ref reader, "status"u8))
                status = RpcJson.ReadUInt64(ref reader);
            else if (JsonFields.Is(ref reader, "gasUsed"u8))
                gasUsed = RpcJson.ReadUInt64(ref reader);
            else if (JsonFields.Is(ref reader, "logsBloom"u8))
                RpcJson.ReadExact(ref reader, bloom = new byte[Aether.Ethereum.LogsBloom.ByteLength]);
            else if (JsonFields.Is(ref reader, "cumulativeGasUsed"u8))
                cumulative = RpcJson.ReadUInt64(ref reader);
            else if (JsonFields.Is(ref reader, "type"u8))
                type = RpcJson.ReadUInt64(ref reader);
            else if (JsonFields.Is(ref reader, "effectiveGasPrice"u8))
                price = RpcJson.ReadUInt256(ref reader);
            else if (JsonFields.Is(ref reader, "logs"u8))
                logs = Log.ReadArray(ref reader);
            else
                JsonFields.Skip(ref reader);
        }
        return new TransactionReceipt
        {
            TransactionHash = JsonFields.Required(hash, "transactionHash"),
            BlockHash = JsonFields.Required(blockHash, "blockHash"),
            BlockNumber = JsonFields.Required(number, "blockNumber"),
            TransactionIndex = checked((uint)JsonFields.Required(index, "transactionIndex")),
            From = JsonFields.Required(from, "from"),
            To = to,
            ContractAddress = created,
            Succeeded = JsonFields.Required(status, "status") == 1,
            GasUsed = JsonFields.Required(gasUsed, "gasUsed"),
            CumulativeGasUsed = JsonFields.Required(cumulative, "cumulativeGasUsed"),
            Type = checked((byte)(type ?? 0)),
            EffectiveGasPrice = JsonFields.Required(price, "effectiveGasPrice"),
            Logs = logs ?? throw JsonFields.Missing("logs"),
            LogsBloom = bloom ?? throw JsonFields.Missing("logsBloom"),
        };
    }
}
