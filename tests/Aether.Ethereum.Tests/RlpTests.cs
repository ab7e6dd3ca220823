using System.Text.Json.Nodes;
using Aether.Reference;
using Xunit.Abstractions;

namespace Aether.Ethereum.Tests;

/// <summary>RLP against viem on random trees, and refusal of everything that is not canonical.</summary>
public sealed class RlpTests(ITestOutputHelper output)
{
    private const int Cases = 150;

    [Fact]
    public async Task RandomTrees_EncodeLikeViem_AndDecodeBack()
    {
        var random = new Seeded(output);
        JsonNode[] items = [.. Enumerable.Range(0, Cases).Select(_ => Item(random, 4))];
        IReadOnlyList<string> expected = await ViemReference.AskTextAsync([
            .. items.Select(item => new JsonObject { ["op"] = "rlp", ["item"] = item.DeepClone() }),
        ]);

        for (int i = 0; i < Cases; i++)
        {
            var writer = new RlpWriter();
            Write(writer, items[i]);
            byte[] encoded = writer.ToArray();
            Assert.Equal(expected[i], Hex.Format(encoded));
            var reader = new RlpReader(encoded);
            Assert.True(JsonNode.DeepEquals(items[i], Read(ref reader)));
            reader.ExpectEnd();
            foreach (int length in Enumerable.Range(0, Math.Min(encoded.Length, 40)))
                Assert.Throws<RlpException>(() => ReadAll(encoded[..length]));
            Assert.Throws<RlpException>(() => ReadAll([.. encoded, 0]));
        }
    }

    [Theory]
    [InlineData("8100", "a byte below 0x80 with a prefix")]
    [InlineData("817f", "a byte below 0x80 with a prefix")]
    [InlineData("b80161", "a long form for a short string")]
    [InlineData(
        "b90038" + "6161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161",
        "a leading zero in a length"
    )]
    [InlineData("bfffffffffffffffff", "a string of 2^64 - 1 bytes")]
    [InlineData("ffffffffffffffffff", "a list of 2^64 - 1 bytes")]
    [InlineData("bb7fffffff", "a string of 2^31 - 1 bytes")]
    [InlineData("c1", "a list without its item")]
    [InlineData("b8", "a length without its bytes")]
    public void NotCanonical_IsRefusedWithoutAllocating(string hex, string why)
    {
        byte[] data = Convert.FromHexString(hex);
        Assert.Throws<RlpException>(() => ReadAll(data));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<RlpException>(() => ReadAll(data));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 10);
        Assert.NotEmpty(why);
    }

    [Fact]
    public void Number_WithLeadingZeroOrTooLong_IsRefused()
    {
        Assert.Throws<RlpException>(() => new RlpReader([0x00]).ReadUInt256());
        Assert.Throws<RlpException>(() => new RlpReader([0x82, 0x00, 0x01]).ReadUInt256());
        Assert.Throws<RlpException>(() => new RlpReader([0xA1, .. Enumerable.Repeat((byte)1, 33)]).ReadUInt256());
        Assert.Throws<RlpException>(() => new RlpReader([0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0]).ReadUInt64());
        Assert.Equal(UInt256.Zero, new RlpReader([0x80]).ReadUInt256());
    }

    [Fact]
    public void Shape_NotTheExpectedOne_IsRefused()
    {
        Assert.Throws<RlpException>(() => new RlpReader([0xC0]).ReadBytes().ToArray());
        Assert.Throws<RlpException>(() => new RlpReader([0x80]).ReadList().IsAtEnd);
        Assert.Throws<RlpException>(() => new RlpReader([0x82, 1, 1]).ReadBytes(3).ToArray());
        Assert.Throws<RlpException>(() => new RlpReader([]).ReadBytes().ToArray());
        Assert.Throws<InvalidOperationException>(() => new RlpWriter().BeginList().ToArray());
    }

    private static JsonNode Item(Seeded random, int depth)
    {
        if (depth > 0 && random.Below(3) == 0)
            return new JsonArray([.. Enumerable.Range(0, random.Below(5)).Select(_ => Item(random, depth - 1))]);
        int[] lengths = [0, 1, 1, 2, 20, 32, 54, 55, 56, 57, 255, 256, 300, 70_000];
        return Hex.Format(random.Bytes(lengths[random.Below(random.Below(8) == 0 ? lengths.Length : 13)]));
    }

    private static void Write(RlpWriter writer, JsonNode item)
    {
        if (item is not JsonArray items)
        {
            writer.Write(Hex.Parse(item.GetValue<string>()));
            return;
        }
        writer.BeginList();
        foreach (JsonNode? part in items)
            Write(writer, part!);
        writer.EndList();
    }

    private static JsonNode Read(ref RlpReader reader)
    {
        if (!reader.IsList)
            return Hex.Format(reader.ReadBytes());
        RlpReader inner = reader.ReadList();
        var items = new JsonArray();
        while (!inner.IsAtEnd)
            items.Add(Read(ref inner));
        return items;
    }

    private static void ReadAll(byte[] data)
    {
        var reader = new RlpReader(data);
        Read(ref reader);
        reader.ExpectEnd();
    }
}
