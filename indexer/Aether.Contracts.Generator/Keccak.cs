using System;

namespace Aether.Contracts.Generator;

/// <summary>Keccak-256 in its plainest form, for selectors and topics; Aether.Hashing targets a newer runtime than compilers load.</summary>
internal static class Keccak
{
    private const int RateBytes = 136;

    public static byte[] Hash(byte[] message)
    {
        byte[] padded = new byte[((message.Length / RateBytes) + 1) * RateBytes];
        Array.Copy(message, padded, message.Length);
        padded[message.Length] ^= 0x01;
        padded[padded.Length - 1] ^= 0x80;
        ulong[,] lanes = new ulong[5, 5];
        for (int block = 0; block < padded.Length; block += RateBytes)
        {
            for (int word = 0; word < RateBytes / 8; word++)
                lanes[word % 5, word / 5] ^= BitConverter.ToUInt64(padded, block + (word * 8));
            Permute(lanes);
        }
        byte[] digest = new byte[32];
        for (int word = 0; word < 4; word++)
            BitConverter.GetBytes(lanes[word, 0]).CopyTo(digest, word * 8);
        return digest;
    }

    private static void Permute(ulong[,] a)
    {
        byte register = 1;
        for (int round = 0; round < 24; round++)
        {
            ulong[] column = new ulong[5];
            for (int x = 0; x < 5; x++)
                column[x] = a[x, 0] ^ a[x, 1] ^ a[x, 2] ^ a[x, 3] ^ a[x, 4];
            for (int x = 0; x < 5; x++)
            for (int y = 0; y < 5; y++)
                a[x, y] ^= column[(x + 4) % 5] ^ Rotate(column[(x + 1) % 5], 1);

            int px = 1;
            int py = 0;
            ulong moved = a[px, py];
            for (int step = 0; step < 24; step++)
            {
                int next = ((2 * px) + (3 * py)) % 5;
                px = py;
                py = next;
                ulong kept = a[px, py];
                a[px, py] = Rotate(moved, (step + 1) * (step + 2) / 2 % 64);
                moved = kept;
            }

            for (int y = 0; y < 5; y++)
            {
                ulong[] row = new ulong[5];
                for (int x = 0; x < 5; x++)
                    row[x] = a[x, y];
                for (int x = 0; x < 5; x++)
                    a[x, y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
            }

            for (int bit = 0; bit < 7; bit++)
            {
                if ((register & 1) != 0)
                    a[0, 0] ^= 1UL << ((1 << bit) - 1);
                register = (byte)((register << 1 & 0xFF) ^ ((register >> 7) * 0x71));
            }
        }
    }

    private static ulong Rotate(ulong value, int count) => count == 0 ? value : (value << count) | (value >> (64 - count));
}
