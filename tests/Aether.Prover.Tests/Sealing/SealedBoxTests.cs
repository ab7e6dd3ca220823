using System.Security.Cryptography;
using Aether.Prover.Sealing;

namespace Aether.Prover.Tests.Sealing;

public sealed class SealedBoxTests : IDisposable
{
    private static readonly SealingContext Context = new(31337, new byte[20], new byte[32]);

    private readonly SealingKey _key = SealingKey.Generate();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(816)]
    [InlineData(70_000)]
    public void Open_WhatWasSealed_ReturnsTheMessage(int length)
    {
        var message = RandomNumberGenerator.GetBytes(length);
        var box = SealedBox.Seal(_key.Public, Context, message);
        Assert.Equal(length + SealedBox.Overhead, box.Length);
        Assert.Equal(message, SealedBox.Open(_key, Context, box));
    }

    [Fact]
    public void Seal_Twice_SharesNeitherPointNorCiphertext()
    {
        var message = new byte[64];
        var first = SealedBox.Seal(_key.Public, Context, message);
        var second = SealedBox.Seal(_key.Public, Context, message);
        Assert.NotEqual(first[..65], second[..65]);
        Assert.NotEqual(first[65..], second[65..]);
    }

    [Fact]
    public void Open_AnySingleBitFlipped_Throws()
    {
        var box = SealedBox.Seal(_key.Public, Context, "a message"u8);
        for (var bit = 0; bit < box.Length * 8; bit++)
        {
            box[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<SealingException>(() => SealedBox.Open(_key, Context, box));
            box[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Equal("a message"u8.ToArray(), SealedBox.Open(_key, Context, box));
    }

    [Fact]
    public void Open_TruncatedAtAnyLength_Throws()
    {
        var box = SealedBox.Seal(_key.Public, Context, "a message"u8);
        for (var length = 0; length < box.Length; length++)
            Assert.Throws<SealingException>(() => SealedBox.Open(_key, Context, box.AsSpan(0, length)));
    }

    [Fact]
    public void Open_LongerByOneByte_Throws()
    {
        var box = SealedBox.Seal(_key.Public, Context, "a message"u8);
        Assert.Throws<SealingException>(() => SealedBox.Open(_key, Context, [.. box, 0]));
    }

    [Fact]
    public void Open_ForAnotherChainMarketJobOrKey_Throws()
    {
        var box = SealedBox.Seal(_key.Public, Context, "a message"u8);
        var otherAddress = new byte[20];
        otherAddress[19] = 1;
        var otherJob = new byte[32];
        otherJob[31] = 1;
        using var otherKey = SealingKey.Generate();
        Assert.Throws<SealingException>(() => SealedBox.Open(_key, Context with { ChainId = 31338 }, box));
        Assert.Throws<SealingException>(() => SealedBox.Open(_key, Context with { Market = otherAddress }, box));
        Assert.Throws<SealingException>(() => SealedBox.Open(_key, Context with { JobId = otherJob }, box));
        Assert.Throws<SealingException>(() => SealedBox.Open(otherKey, Context, box));
    }

    [Fact]
    public void FromUncompressed_PointsOffTheCurve_Throw()
    {
        var random = new Random(7);
        var bytes = new byte[65];
        for (var i = 0; i < 200; i++)
        {
            random.NextBytes(bytes);
            bytes[0] = 4;
            Assert.Throws<SealingException>(() => P256Point.FromUncompressed(bytes));
        }

        Array.Clear(bytes);
        bytes[0] = 4;
        Assert.Throws<SealingException>(() => P256Point.FromUncompressed(bytes)); // (0, 0): the point at infinity in some encodings
        bytes.AsSpan(1).Fill(0xff);
        Assert.Throws<SealingException>(() => P256Point.FromUncompressed(bytes)); // not below the prime
        var good = _key.Public.ToUncompressed();
        good[0] = 2;
        Assert.Throws<SealingException>(() => P256Point.FromUncompressed(good));
    }

    [Fact]
    public void Open_BoxWhosePointIsOnSecp256k1_Throws()
    {
        using var foreign = ECDiffieHellman.Create(ECCurve.CreateFromValue("1.3.132.0.10"));
        var q = foreign.ExportParameters(false).Q;
        byte[] box = [4, .. q.X!, .. q.Y!, .. new byte[16]];
        Assert.Throws<SealingException>(() => SealedBox.Open(_key, Context, box));
    }

    public void Dispose() => _key.Dispose();
}
