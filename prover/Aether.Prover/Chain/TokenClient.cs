using System.Text;
using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Prover.Chain;

/// <summary>The few calls of an ERC-20 with EIP-2612 permits that a deposit needs.</summary>
public sealed class TokenClient(EthereumClient client, Address token)
{
    private const int Word = AbiWriter.WordBytes;

    public Address Token => token;

    public Task<UInt256> BalanceAsync(Address account, CancellationToken cancellationToken) =>
        NumberAsync("balanceOf(address)", new AbiWriter(Word, Selector("balanceOf(address)")).WriteAddress(account), cancellationToken);

    public Task<UInt256> AllowanceAsync(Address owner, Address spender, CancellationToken cancellationToken) =>
        NumberAsync(
            "allowance(address,address)",
            new AbiWriter(2 * Word, Selector("allowance(address,address)")).WriteAddress(owner).WriteAddress(spender),
            cancellationToken
        );

    public static byte[] Approve(Address spender, UInt256 amount) =>
        new AbiWriter(2 * Word, Selector("approve(address,uint256)")).WriteAddress(spender).WriteUInt(amount).ToArray();

    /// <summary>The digest of a permit, or null for a token without permits (or without EIP-5267, which says what its domain is).</summary>
    public async Task<Bytes32?> PermitDigestAsync(
        Address owner,
        Address spender,
        UInt256 amount,
        UInt256 deadline,
        CancellationToken cancellationToken
    )
    {
        UInt256 nonce;
        Eip712Domain domain;
        try
        {
            nonce = await NumberAsync(
                "nonces(address)",
                new AbiWriter(Word, Selector("nonces(address)")).WriteAddress(owner),
                cancellationToken
            );
            domain = ReadDomain(await CallAsync(Selector("eip712Domain()"), cancellationToken));
        }
        catch (Exception e) when (e is RpcException or AbiException)
        {
            return null;
        }

        return Permit.Digest(domain, owner, spender, amount, nonce, deadline);
    }

    private static Eip712Domain ReadDomain(byte[] data)
    {
        var reader = new AbiReader(data, 7 * Word);
        _ = reader.ReadFixedBytes(1);
        return new Eip712Domain(reader.ReadString(), reader.ReadString(), reader.ReadUInt256(), reader.ReadAddress());
    }

    private async Task<UInt256> NumberAsync(string function, AbiWriter call, CancellationToken cancellationToken)
    {
        var data = await CallAsync(call.ToArray(), cancellationToken);
        return data.Length == Word
            ? UInt256.FromBigEndian(data)
            : throw new AbiException($"{token} answered {function} with {data.Length} bytes; is it a token?");
    }

    private Task<byte[]> CallAsync(byte[] data, CancellationToken cancellationToken) =>
        client.CallAsync(new CallRequest { To = token, Data = data }, BlockTag.Latest, cancellationToken);

    private static byte[] Selector(string signature) => Bytes32.Keccak(Encoding.ASCII.GetBytes(signature)).ToArray()[..4];
}
