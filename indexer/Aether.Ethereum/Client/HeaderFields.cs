using System.Text.Json;

namespace Aether.Ethereum;

/// <summary>What a block's hash covers beside the fields that <see cref="BlockHeader"/> keeps.</summary>
internal struct HeaderFields
{
    private const int NonceBytes = 8;

    private Bytes32? _uncles;
    private Address? _miner;
    private UInt256? _difficulty;
    private byte[]? _extra;
    private Bytes32? _mix;
    private byte[]? _nonce;
    private Bytes32? _withdrawals;
    private ulong? _blobGasUsed;
    private ulong? _excessBlobGas;
    private Bytes32? _beaconRoot;
    private Bytes32? _requests;

    /// <returns>False, with the reader where it was, when the field is none of these.</returns>
    public bool Read(ref Utf8JsonReader reader)
    {
        if (JsonFields.Is(ref reader, "sha3Uncles"u8))
            _uncles = RpcJson.ReadBytes32(ref reader);
        else if (JsonFields.Is(ref reader, "miner"u8))
            _miner = RpcJson.ReadAddress(ref reader);
        else if (JsonFields.Is(ref reader, "difficulty"u8))
            _difficulty = RpcJson.ReadUInt256(ref reader);
        else if (JsonFields.Is(ref reader, "extraData"u8))
            _extra = RpcJson.ReadData(ref reader);
        else if (JsonFields.Is(ref reader, "mixHash"u8))
            _mix = RpcJson.ReadBytes32(ref reader);
        else if (JsonFields.Is(ref reader, "nonce"u8))
            RpcJson.ReadExact(ref reader, _nonce = new byte[NonceBytes]);
        else if (JsonFields.Is(ref reader, "withdrawalsRoot"u8))
            _withdrawals = RpcJson.ReadBytes32(ref reader);
        else if (JsonFields.Is(ref reader, "blobGasUsed"u8))
            _blobGasUsed = RpcJson.ReadUInt64(ref reader);
        else if (JsonFields.Is(ref reader, "excessBlobGas"u8))
            _excessBlobGas = RpcJson.ReadUInt64(ref reader);
        else if (JsonFields.Is(ref reader, "parentBeaconBlockRoot"u8))
            _beaconRoot = RpcJson.ReadBytes32(ref reader);
        else if (JsonFields.Is(ref reader, "requestsHash"u8))
            _requests = RpcJson.ReadBytes32(ref reader);
        else
            return false;
        return true;
    }

    /// <returns>The header in RLP: fields of a fork that has not happened are not there. Empty where an older one is missing.</returns>
    public readonly byte[] Encode(BlockHeader header)
    {
        if (_uncles is not { } uncles || _miner is not { } miner || _extra is null || _mix is not { } mix || _nonce is null)
            return [];
        RlpWriter rlp = new RlpWriter()
            .BeginList()
            .Write(header.ParentHash)
            .Write(uncles)
            .Write(miner)
            .Write(header.StateRoot)
            .Write(header.TransactionsRoot)
            .Write(header.ReceiptsRoot)
            .Write(header.LogsBloom.Span)
            .Write(_difficulty ?? UInt256.Zero)
            .Write((UInt256)header.Number)
            .Write((UInt256)header.GasLimit)
            .Write((UInt256)header.GasUsed)
            .Write((UInt256)header.Timestamp)
            .Write(_extra)
            .Write(mix)
            .Write(_nonce);
        if (header.BaseFeePerGas is { } baseFee)
            rlp.Write(baseFee);
        if (_withdrawals is { } withdrawals)
            rlp.Write(withdrawals);
        if (_blobGasUsed is { } used && _excessBlobGas is { } excess)
            rlp.Write((UInt256)used).Write((UInt256)excess);
        if (_beaconRoot is { } beacon)
            rlp.Write(beacon);
        if (_requests is { } requests)
            rlp.Write(requests);
        return rlp.EndList().ToArray();
    }
}
