using Aether.Hashing;

namespace Aether.Ethereum;

/// <summary>A filter over the addresses and topics of logs: what it does not hold is in none of them.</summary>
public static class LogsBloom
{
    public const int ByteLength = 256;

    private const int BitMask = ByteLength * 8 - 1;
    private const int BitsPerItem = 3;

    /// <summary>False when no log of this address or topic can be there.</summary>
    /// <param name="bloom">256 bytes.</param>
    public static bool MayContain(ReadOnlySpan<byte> bloom, ReadOnlySpan<byte> addressOrTopic)
    {
        Span<byte> digest = stackalloc byte[Keccak256.DigestBytes];
        Keccak256.Hash(addressOrTopic, digest);
        for (int i = 0; i < BitsPerItem; i++)
        {
            int bit = ((digest[2 * i] << 8) | digest[2 * i + 1]) & BitMask;
            if ((bloom[ByteLength - 1 - bit / 8] & (1 << (bit % 8))) == 0)
                return false;
        }
        return true;
    }
}
