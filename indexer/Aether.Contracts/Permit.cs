using Aether.Ethereum;

namespace Aether.Contracts;

/// <summary>An approval by signature (EIP-2612), as Vault.depositWithPermit takes it.</summary>
public static class Permit
{
    private static readonly Bytes32 PermitType = TypedData.TypeHash(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );

    /// <param name="token">The token's own domain; eip712Domain() tells it.</param>
    /// <param name="owner">Who signs.</param>
    /// <param name="spender">Who may take; the Vault.</param>
    /// <param name="value">In the token's smallest unit.</param>
    /// <param name="nonce">The token's nonces(owner).</param>
    /// <param name="deadline">Seconds since 1970.</param>
    public static Bytes32 Digest(Eip712Domain token, Address owner, Address spender, UInt256 value, UInt256 nonce, UInt256 deadline) =>
        token.Digest(
            new Eip712StructWriter(PermitType)
                .WriteAddress(owner)
                .WriteAddress(spender)
                .WriteUInt(value)
                .WriteUInt(nonce)
                .WriteUInt(deadline)
                .Hash()
        );
}
