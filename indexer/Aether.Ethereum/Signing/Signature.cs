namespace Aether.Ethereum;

/// <summary>An ECDSA signature on secp256k1 with the parity of its point, from which the signer's address can be recovered.</summary>
/// <param name="R">Between 1 and the group order less 1.</param>
/// <param name="S">Between 1 and half the group order: the other half is refused, so that a signature has one spelling.</param>
/// <param name="YParity">0 or 1.</param>
public readonly record struct Signature(UInt256 R, UInt256 S, byte YParity)
{
    public const int ByteLength = 65;

    /// <summary>r, s and 27 + parity, as contracts take it.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[ByteLength];
        R.WriteBigEndian(bytes);
        S.WriteBigEndian(bytes.AsSpan(32));
        bytes[64] = (byte)(27 + YParity);
        return bytes;
    }

    /// <summary>Reads 65 bytes r, s, v with v 27 or 28 (or 0 or 1, as some signers write it).</summary>
    /// <exception cref="FormatException">Wrong length, a number out of range, a high s, or another v.</exception>
    public static Signature FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != ByteLength)
            throw new FormatException($"A signature has {ByteLength} bytes, not {bytes.Length}.");
        byte parity = bytes[64] switch
        {
            0 or 27 => 0,
            1 or 28 => 1,
            byte v => throw new FormatException($"The last byte of a signature is 27 or 28, not {v}."),
        };
        var signature = new Signature(UInt256.FromBigEndian(bytes[..32]), UInt256.FromBigEndian(bytes[32..64]), parity);
        return signature.IsWellFormed
            ? signature
            : throw new FormatException("The numbers of the signature are out of range, or s is in the upper half.");
    }

    /// <summary>True when r, s and the parity are in range and s is in the lower half.</summary>
    public bool IsWellFormed => !R.IsZero && R < Secp256k1.Order && !S.IsZero && S <= Secp256k1.HalfOrder && YParity <= 1;

    /// <summary>The address whose key made this signature of <paramref name="hash"/>; false when there is none.</summary>
    public bool TryRecover(Bytes32 hash, out Address address) => Secp256k1.TryRecover(hash, this, out address);
}
