using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Aether.Ethereum;

/// <summary>scrypt (RFC 7914), which the runtime lacks.</summary>
internal static class Scrypt
{
    /// <summary>More would let a file's parameters exhaust the machine. Bytes.</summary>
    public const long MemoryBytesMax = 1L << 30;

    /// <param name="password">Any length.</param>
    /// <param name="salt">Any length.</param>
    /// <param name="n">Cost: a power of two, 2 or more.</param>
    /// <param name="r">Block size, 1 or more.</param>
    /// <param name="p">Blocks one after another, 1 or more.</param>
    /// <param name="key">Filled.</param>
    public static void DeriveKey(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int n, int r, int p, Span<byte> key)
    {
        if (
            n < 2
            || !BitOperations.IsPow2(n)
            || r < 1
            || p < 1
            || p > 1024
            || 128L * n * r > MemoryBytesMax
            || 128L * r * p > MemoryBytesMax
        )
            throw new CryptographicException(
                $"scrypt parameters n={n}, r={r}, p={p} are invalid or need more than {MemoryBytesMax >> 20} MiB."
            );
        byte[] blocks = new byte[128 * r * p];
        uint[] table = new uint[32 * r * n];
        try
        {
            Rfc2898DeriveBytes.Pbkdf2(password, salt, blocks, 1, HashAlgorithmName.SHA256);
            for (int i = 0; i < p; i++)
                Mix(blocks.AsSpan(128 * r * i, 128 * r), n, table);
            Rfc2898DeriveBytes.Pbkdf2(password, blocks, key, 1, HashAlgorithmName.SHA256);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(blocks);
            Array.Clear(table);
        }
    }

    private static void Mix(Span<byte> block, int n, uint[] table)
    {
        int words = block.Length / 4;
        uint[] x = new uint[words];
        uint[] y = new uint[words];
        for (int i = 0; i < words; i++)
            x[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(4 * i)..]);
        for (int i = 0; i < n; i++)
        {
            x.CopyTo(table.AsSpan(i * words));
            BlockMix(x, y);
            (x, y) = (y, x);
        }
        for (int i = 0; i < n; i++)
        {
            int j = (int)(x[words - 16] & (uint)(n - 1));
            ReadOnlySpan<uint> row = table.AsSpan(j * words, words);
            for (int k = 0; k < words; k++)
                x[k] ^= row[k];
            BlockMix(x, y);
            (x, y) = (y, x);
        }
        for (int i = 0; i < words; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(block[(4 * i)..], x[i]);
        Array.Clear(x);
        Array.Clear(y);
    }

    private static void BlockMix(ReadOnlySpan<uint> input, Span<uint> output)
    {
        Span<uint> state = stackalloc uint[16];
        int blocks = input.Length / 16;
        input[^16..].CopyTo(state);
        for (int i = 0; i < blocks; i++)
        {
            for (int k = 0; k < 16; k++)
                state[k] ^= input[(i * 16) + k];
            Salsa8(state);
            int place = i % 2 == 0 ? i / 2 : (blocks / 2) + (i / 2);
            state.CopyTo(output[(place * 16)..]);
        }
    }

    private static void Salsa8(Span<uint> state)
    {
        Span<uint> x = stackalloc uint[16];
        state.CopyTo(x);
        for (int round = 0; round < 4; round++)
        {
            for (int i = 0; i < 4; i++)
                Quarter(x, 5 * i, ((5 * i) + 4) % 16, ((5 * i) + 8) % 16, ((5 * i) + 12) % 16);
            for (int i = 0; i < 4; i++)
                Quarter(x, 5 * i, (4 * i) + ((i + 1) % 4), (4 * i) + ((i + 2) % 4), (4 * i) + ((i + 3) % 4));
        }
        for (int i = 0; i < 16; i++)
            state[i] = unchecked(state[i] + x[i]);
    }

    private static void Quarter(Span<uint> x, int a, int b, int c, int d)
    {
        unchecked
        {
            x[b] ^= BitOperations.RotateLeft(x[a] + x[d], 7);
            x[c] ^= BitOperations.RotateLeft(x[b] + x[a], 9);
            x[d] ^= BitOperations.RotateLeft(x[c] + x[b], 13);
            x[a] ^= BitOperations.RotateLeft(x[d] + x[c], 18);
        }
    }
}
