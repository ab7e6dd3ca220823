using Aether.Ethereum;

namespace Aether.Contracts;

/// <summary>The one law of ids: owner's address times 2^96 plus a number the owner chose. Jobs and Nodes are named so.</summary>
public static class EntityId
{
    private const int NonceBits = 96;

    /// <param name="owner">The requester of a job, the provider of a node.</param>
    /// <param name="nonce">Below 2^96.</param>
    /// <exception cref="OverflowException">The nonce has more than 96 bits.</exception>
    public static UInt256 Pack(Address owner, UInt128 nonce)
    {
        if (nonce >> NonceBits != 0)
            throw new OverflowException($"The nonce {nonce} has more than {NonceBits} bits.");
        Span<byte> bytes = stackalloc byte[UInt256.ByteLength];
        ((UInt256)nonce).WriteBigEndian(bytes);
        owner.CopyTo(bytes);
        return UInt256.FromBigEndian(bytes);
    }

    public static Address Owner(UInt256 id)
    {
        Span<byte> bytes = stackalloc byte[UInt256.ByteLength];
        id.WriteBigEndian(bytes);
        return new Address(bytes[..Address.ByteLength]);
    }

    public static UInt128 Nonce(UInt256 id) => id.Low & ((UInt128.One << NonceBits) - 1);
}
