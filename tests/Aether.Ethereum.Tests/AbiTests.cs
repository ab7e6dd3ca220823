using System.Text.Json.Nodes;
using Aether.Reference;
using Xunit.Abstractions;

namespace Aether.Ethereum.Tests;

/// <summary>ABI encoding against viem on random types, and refusal of everything that is not canonical.</summary>
public sealed class AbiTests(ITestOutputHelper output)
{
    private const int Cases = 300;

    [Fact]
    public async Task RandomTypes_EncodeLikeViem_AndDecodeBack()
    {
        var random = new Seeded(output);
        AbiSample[][] samples = [.. Enumerable.Range(0, Cases).Select(_ => Parameters(random))];
        IReadOnlyList<string> expected = await ViemReference.AskTextAsync([.. samples.Select(Question)]);

        for (int i = 0; i < Cases; i++)
        {
            byte[] encoded = Encode(samples[i]);
            Assert.Equal(expected[i], Hex.Format(encoded));
            var reader = new AbiReader(encoded, samples[i].Sum(sample => sample.Head));
            foreach (AbiSample sample in samples[i])
            {
                JsonNode decoded = sample.Read(ref reader);
                Assert.True(
                    JsonNode.DeepEquals(sample.Json(), decoded),
                    $"{sample.Parameter().ToJsonString()}: {sample.Json().ToJsonString()} != {decoded.ToJsonString()}"
                );
            }
            reader.ExpectEnd();
        }
    }

    [Fact]
    public void RandomTypes_AnyTruncation_IsRefused()
    {
        var random = new Seeded(output);
        for (int i = 0; i < 60; i++)
        {
            AbiSample[] samples = Parameters(random);
            byte[] encoded = Encode(samples);
            for (int length = 0; length < encoded.Length; length += 1 + random.Below(40))
            {
                byte[] cut = encoded[..length];
                Assert.ThrowsAny<AbiException>(() => Decode(samples, cut));
            }
            Assert.ThrowsAny<AbiException>(() => Decode(samples, [.. encoded, .. new byte[32]]));
        }
    }

    [Fact]
    public void RandomTypes_AnyFlippedBit_IsRefusedOrIsAnotherValue()
    {
        var random = new Seeded(output);
        for (int i = 0; i < 60; i++)
        {
            AbiSample[] samples = Parameters(random);
            byte[] encoded = Encode(samples);
            for (int flip = 0; flip < 30; flip++)
            {
                byte[] changed = [.. encoded];
                changed[random.Below(changed.Length)] ^= (byte)(1 << random.Below(8));
                string? decoded = TryDecode(samples, changed);
                Assert.True(decoded is null || decoded != TryDecode(samples, encoded), "one value has two encodings");
            }
        }
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000040", "beyond the data")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "2^256 - 1")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "back into the head")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000021", "not aligned")]
    public void Offset_NotCanonical_IsRefused(string offset, string why)
    {
        byte[] data = [.. Convert.FromHexString(offset), .. new byte[32]];
        Assert.Throws<AbiException>(() => ReadBytes(data));
        Assert.NotEmpty(why);
    }

    [Theory]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("000000000000000000000000000000000000000000000000000000007fffffff")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000021")]
    public void Length_BeyondTheData_IsRefusedWithoutAllocating(string length)
    {
        byte[] data = [.. new byte[31], 32, .. Convert.FromHexString(length), .. new byte[32]];
        Assert.Throws<AbiException>(() => ReadBytes(data));
        Assert.Throws<AbiException>(() => ReadNumbers(data));
        // Warm by now: what is measured is the refusal alone.
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<AbiException>(() => ReadNumbers(data));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 10);
    }

    [Fact]
    public void Words_WithDirtyPadding_AreRefused()
    {
        byte[] ones = [.. Enumerable.Repeat((byte)0xFF, 32)];
        Assert.Throws<AbiException>(() => new AbiReader(ones, 32).ReadBool());
        Assert.Throws<AbiException>(() => new AbiReader(ones, 32).ReadAddress());
        Assert.Throws<AbiException>(() => new AbiReader(ones, 32).ReadUInt64(8));
        Assert.Throws<AbiException>(() => new AbiReader(ones, 32).ReadUInt128(96));
        Assert.Throws<AbiException>(() => new AbiReader(ones, 32).ReadUInt(248));
        Assert.Throws<AbiException>(() => new AbiReader(ones, 32).ReadFixedBytes(4).ToArray());
        Assert.Equal(-1, new AbiReader(ones, 32).ReadInt64(8));
        byte[] padded = [.. new byte[31], 32, .. new byte[31], 1, 0x61, .. new byte[30], 1];
        Assert.Throws<AbiException>(() => ReadBytes(padded));
    }

    [Fact]
    public void String_InvalidUtf8_IsReadWithReplacement()
    {
        byte[] data = new AbiWriter(32).WriteBytes([0x61, 0xC3, 0x28]).ToArray();
        Assert.Equal("a\uFFFD(", new AbiReader(data, 32).ReadString());
    }

    [Fact]
    public void Empty_WhereAResultWasExpected_AsksForTheContract()
    {
        AbiException e = Assert.Throws<AbiException>(() => new AbiReader([], 32).ReadBool());
        Assert.Contains("is there a contract", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Writer_ValueTooLargeForItsType_IsRefused()
    {
        Assert.Throws<AbiException>(() => new AbiWriter(32).WriteUInt(256, 8));
        Assert.Throws<AbiException>(() => new AbiWriter(32).WriteUInt(UInt128.One << 96, 96));
        Assert.Throws<AbiException>(() => new AbiWriter(32).WriteInt(128, 8));
        Assert.Throws<InvalidOperationException>(() => new AbiWriter(64).WriteBool(true).ToArray());
        Assert.Throws<InvalidOperationException>(() => new AbiWriter(32).WriteBool(true).WriteBool(true));
    }

    private static AbiSample[] Parameters(Seeded random) =>
        [.. Enumerable.Range(0, 1 + random.Below(4)).Select(_ => AbiSample.Make(random, 3))];

    private static JsonObject Question(AbiSample[] samples) =>
        new()
        {
            ["op"] = "abi",
            ["parameters"] = new JsonArray([.. samples.Select((sample, i) => (JsonNode)sample.Parameter($"p{i}"))]),
            ["given"] = new JsonArray([.. samples.Select(sample => sample.Json())]),
        };

    private static byte[] Encode(AbiSample[] samples)
    {
        var writer = new AbiWriter(samples.Sum(sample => sample.Head));
        foreach (AbiSample sample in samples)
            sample.Write(writer);
        return writer.ToArray();
    }

    private static string Decode(AbiSample[] samples, byte[] data)
    {
        var reader = new AbiReader(data, samples.Sum(sample => sample.Head));
        var values = new List<string>();
        foreach (AbiSample sample in samples)
            values.Add(sample.Read(ref reader).ToJsonString());
        reader.ExpectEnd();
        return string.Join(' ', values);
    }

    private static string? TryDecode(AbiSample[] samples, byte[] data)
    {
        try
        {
            return Decode(samples, data);
        }
        catch (AbiException)
        {
            return null;
        }
    }

    private static byte[] ReadBytes(byte[] data) => new AbiReader(data, 32).ReadBytes().ToArray();

    private static UInt256[] ReadNumbers(byte[] data)
    {
        var reader = new AbiReader(data, 32);
        return AbiSequence.ReadArray(ref reader, 32, static (ref AbiReader element) => element.ReadUInt256());
    }
}
