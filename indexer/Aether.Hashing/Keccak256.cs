namespace Aether.Hashing;

/// <summary>Keccak-256 as Ethereum uses it: rate 136 bytes, padding 0x01..0x80 (not SHA3-256, whose padding differs).</summary>
public static class Keccak256
{
    /// <summary>Bytes in a digest.</summary>
    public const int DigestBytes = 32;

    /// <summary>Bytes absorbed per permutation.</summary>
    public const int RateBytes = 136;

    /// <summary>Hashes <paramref name="data"/> into the first 32 bytes of <paramref name="digest"/>, without allocating.</summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        if (digest.Length < DigestBytes)
            throw new ArgumentException($"The digest needs {DigestBytes} bytes; the span has {digest.Length}.", nameof(digest));
        Span<ulong> state = stackalloc ulong[KeccakPermutation.Words];
        state.Clear();
        while (data.Length >= RateBytes)
        {
            KeccakBlock.Absorb(state, data[..RateBytes]);
            data = data[RateBytes..];
        }
        KeccakBlock.AbsorbLast(state, data);
        KeccakBlock.Squeeze(state, digest);
    }

    /// <summary>Hashes <paramref name="data"/> and returns a fresh 32-byte array.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> data)
    {
        byte[] digest = new byte[DigestBytes];
        Hash(data, digest);
        return digest;
    }
}
