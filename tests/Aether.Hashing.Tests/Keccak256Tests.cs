using System.Text.Json.Nodes;
using Aether.Reference;

namespace Aether.Hashing.Tests;

/// <summary>Known digests, and agreement between one-shot, incremental and every vector width.</summary>
public sealed class Keccak256Tests
{
    private const int LengthMax = 300;

    // From the Keccak team's submission package (ShortMsgKAT_256, rate 1088) and Ethereum's well-known constants.
    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("cc", "eead6dbfc7340a56caedc044696a168870549a6a7f6f56961e84a54bd9970b8a")]
    [InlineData("80", "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421")]
    public void Hash_KnownMessage_GivesPublishedDigest(string message, string digest)
    {
        Assert.Equal(digest, Convert.ToHexStringLower(Keccak256.Hash(Convert.FromHexString(message))));
    }

    [Fact]
    public async Task Hash_EveryLengthTo300_EqualsViem()
    {
        byte[][] messages = [.. Enumerable.Range(0, LengthMax + 1).Select(length => Message(length, seed: length + 1000))];
        IReadOnlyList<string> expected = await ViemReference.AskTextAsync([
            .. messages.Select(message => new JsonObject { ["op"] = "keccak", ["data"] = $"0x{Convert.ToHexStringLower(message)}" }),
        ]);
        for (int length = 0; length <= LengthMax; length++)
            Assert.Equal(expected[length], $"0x{Convert.ToHexStringLower(Keccak256.Hash(messages[length]))}");
    }

    [Fact]
    public void Incremental_AnySplit_EqualsOneShot()
    {
        byte[] message = Message(LengthMax, seed: 1);
        var hasher = new IncrementalKeccak256();
        for (int length = 0; length <= LengthMax; length++)
        for (int step = 1; step <= LengthMax; step += 27)
        {
            for (int offset = 0; offset < length; offset += step)
                hasher.Append(message.AsSpan(offset, Math.Min(step, length - offset)));
            Assert.Equal(Keccak256.Hash(message.AsSpan(0, length)), hasher.Finish());
        }
    }

    [Fact]
    public void Incremental_ResetInTheMiddle_ForgetsWhatCameBefore()
    {
        var hasher = new IncrementalKeccak256();
        hasher.Append(Message(200, seed: 2));
        hasher.Reset();
        hasher.Append(0xCC);
        Assert.Equal(Keccak256.Hash([0xCC]), hasher.Finish());
    }

    [Theory]
    [InlineData((int)KeccakLanes.One)]
    [InlineData((int)KeccakLanes.Four)]
    [InlineData((int)KeccakLanes.Eight)]
    public void Batch_EveryLengthAndCount_EqualsScalar(int lanes)
    {
        for (int length = 1; length <= LengthMax; length++)
        {
            int count = 1 + (length % 29);
            byte[] messages = Message(length * count, seed: length);
            byte[] digests = new byte[count * Keccak256.DigestBytes];
            Keccak256Batch.Hash(messages, length, null, digests, (KeccakLanes)lanes);
            for (int i = 0; i < count; i++)
                Assert.Equal(
                    Keccak256.Hash(messages.AsSpan(i * length, length)),
                    digests.AsSpan(i * Keccak256.DigestBytes, Keccak256.DigestBytes).ToArray()
                );
        }
    }

    [Theory]
    [InlineData((int)KeccakLanes.One)]
    [InlineData((int)KeccakLanes.Four)]
    [InlineData((int)KeccakLanes.Eight)]
    public void Batch_ByteInFront_EqualsScalarOfBoth(int lanes)
    {
        for (int length = 1; length <= LengthMax; length++)
        {
            int count = 1 + (length % 23);
            byte prefix = (byte)(length * 37 % 256);
            byte[] rows = Message(length * count, seed: length);
            byte[] digests = new byte[count * Keccak256.DigestBytes];
            Keccak256Batch.Hash(rows, length, prefix, digests, (KeccakLanes)lanes);
            for (int i = 0; i < count; i++)
                Assert.Equal(
                    Keccak256.Hash([prefix, .. rows.AsSpan(i * length, length)]),
                    digests.AsSpan(i * Keccak256.DigestBytes, Keccak256.DigestBytes).ToArray()
                );
        }
    }

    [Theory]
    [InlineData((int)KeccakLanes.One)]
    [InlineData((int)KeccakLanes.Four)]
    [InlineData((int)KeccakLanes.Eight)]
    public void Batch_DigestsInThePlaceOfTheRows_AreTheSame(int lanes)
    {
        foreach (int length in new[] { 32, 33, 64, 200 })
        {
            for (int count = 1; count <= 40; count++)
            {
                byte[] rows = Message(length * count, seed: count);
                byte[] apart = new byte[count * Keccak256.DigestBytes];
                Keccak256Batch.Hash(rows, length, 1, apart, (KeccakLanes)lanes);
                Keccak256Batch.Hash(rows, length, 1, rows, (KeccakLanes)lanes);
                Assert.Equal(apart, rows[..apart.Length]);
            }
        }
    }

    [Fact]
    public void Batch_RaggedMessagesOrShortOutput_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Keccak256Batch.Hash(new byte[63], 32, new byte[64]));
        Assert.Throws<ArgumentException>(() => Keccak256Batch.Hash(new byte[64], 32, new byte[63]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Keccak256Batch.Hash(new byte[64], 0, new byte[64]));
        Assert.Throws<ArgumentException>(() => Keccak256.Hash([], new byte[31]));
    }

    private static byte[] Message(int length, int seed)
    {
        byte[] message = new byte[length];
        new Random(seed).NextBytes(message);
        return message;
    }
}
