using Aether.Hashing;

namespace Aether.Ethereum;

/// <summary>A filter over addresses and topics: what it does not hold is in no log.</summary>
public sealed class LogsBloom
{
    public const int ByteLength = 256;

    private const int BitMask = ByteLength * 8 - 1;
    private const int BitsPerItem = 3;

    private readonly byte[] _bytes = new byte[ByteLength];

    public ReadOnlyMemory<byte> Bytes => _bytes;

    public void Add(Log log)
    {
        Span<byte> address = stackalloc byte[Address.ByteLength];
        log.Address.CopyTo(address);
        Add(address);
        for (int topic = 0; topic < log.Topics.Length; topic += Bytes32.ByteLength)
            Add(log.Topics.Span.Slice(topic, Bytes32.ByteLength));
    }

    /// <summary>False when no log of this address or topic can be in the block.</summary>
    /// <param name="bloom">256 bytes.</param>
    public static bool MayContain(ReadOnlySpan<byte> bloom, ReadOnlySpan<byte> addressOrTopic)
    {
        Span<int> bits = stackalloc int[BitsPerItem];
        Bits(addressOrTopic, bits);
        foreach (int bit in bits)
            if ((bloom[ByteLength - 1 - bit / 8] & (1 << (bit % 8))) == 0)
                return false;
        return true;
    }

    private void Add(ReadOnlySpan<byte> addressOrTopic)
    {
        Span<int> bits = stackalloc int[BitsPerItem];
        Bits(addressOrTopic, bits);
        foreach (int bit in bits)
            _bytes[ByteLength - 1 - bit / 8] |= (byte)(1 << (bit % 8));
    }

    private static void Bits(ReadOnlySpan<byte> item, Span<int> bits)
    {
        Span<byte> digest = stackalloc byte[Keccak256.DigestBytes];
        Keccak256.Hash(item, digest);
        for (int i = 0; i < BitsPerItem; i++)
            bits[i] = ((digest[2 * i] << 8) | digest[2 * i + 1]) & BitMask;
    }
}
