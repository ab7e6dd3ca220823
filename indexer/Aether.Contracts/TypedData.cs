using Aether.Ethereum;

namespace Aether.Contracts;

/// <summary>
/// What people sign (EIP-712), domain "Aether" "1" with chain id and contract. The same as the TypedData library in Solidity; the
/// golden vectors hold both to it.
/// </summary>
/// <param name="chainId">The chain, so that a signature counts nowhere else.</param>
/// <param name="contract">JobMarket; ProviderRegistry for a node's key; ExchangeBox for a relay's promise.</param>
public sealed class TypedData(UInt256 chainId, Address contract)
{
    private static readonly Bytes32 RequestType = TypeHash(
        "Request(address requester,uint96 nonce,address agent,address token,uint96 minPrice,uint96 maxPrice,uint96 collateral,"
            + "uint40 rampStart,uint32 rampSecs,uint32 lockSecs,uint32 execSecs,uint32 inputSecs,uint32 disputeSecs,uint8 tier,"
            + "address verifier,address exclusive,uint32 exclusiveSecs,address gate,bytes32 gateData,uint64 regionMask,bytes32 modelId,"
            + "bytes32 inputCommit,bytes32 watchers,uint8 outputMode,bytes32 extrasHash,uint32 maxUnits,address relay)"
    );

    private static readonly Bytes32 AcceptanceType = TypeHash("Acceptance(uint256 jobId,bytes32 ic)");
    private static readonly Bytes32 DeliveryAckType = TypeHash("DeliveryAck(uint256 jobId,bytes32 ic)");
    private static readonly Bytes32 AvailabilityType = TypeHash("Availability(uint256 jobId,bytes32 cipherCommit,uint40 until)");
    private static readonly Bytes32 NodeKeyType = TypeHash("NodeKey(uint256 nodeId,uint256 sealX,uint256 sealY)");

    public Eip712Domain Domain { get; } = new("Aether", "1", chainId, contract);

    /// <summary>Signed by the requester; the market locks against it.</summary>
    public Bytes32 RequestDigest(Request request)
    {
        // All fields are static, so the struct's ABI words are its EIP-712 words.
        byte[] words = request.Write(new AbiWriter(Request.HeadBytes, RequestType.ToArray())).ToArray();
        return Domain.Digest(Bytes32.Keccak(words));
    }

    /// <summary>Signed by the requester or agent: the Claim with this inference commitment is what he wanted.</summary>
    public Bytes32 AcceptanceDigest(UInt256 jobId, Bytes32 ic) =>
        Domain.Digest(new Eip712StructWriter(AcceptanceType).WriteUInt(jobId).WriteWord(ic).Hash());

    /// <summary>Signed by the requester: he holds the sealed output.</summary>
    public Bytes32 DeliveryAckDigest(UInt256 jobId, Bytes32 ic) =>
        Domain.Digest(new Eip712StructWriter(DeliveryAckType).WriteUInt(jobId).WriteWord(ic).Hash());

    /// <summary>Signed by a Request's relay: it hands the ciphertext out until then. The contract is ExchangeBox.</summary>
    /// <param name="until">Seconds since 1970, below 2^40.</param>
    public Bytes32 AvailabilityDigest(UInt256 jobId, Bytes32 cipherCommit, ulong until) =>
        Domain.Digest(new Eip712StructWriter(AvailabilityType).WriteUInt(jobId).WriteWord(cipherCommit).WriteUInt(until).Hash());

    /// <summary>Signed by a node's session key, which so agrees to serve the provider; the contract is ProviderRegistry.</summary>
    public Bytes32 NodeKeyDigest(UInt256 nodeId, UInt256 sealX, UInt256 sealY) =>
        Domain.Digest(new Eip712StructWriter(NodeKeyType).WriteUInt(nodeId).WriteUInt(sealX).WriteUInt(sealY).Hash());

    internal static Bytes32 TypeHash(string type) => Bytes32.Keccak(System.Text.Encoding.ASCII.GetBytes(type));
}
