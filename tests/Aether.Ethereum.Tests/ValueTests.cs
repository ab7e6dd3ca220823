using System.Numerics;
using System.Text.Json.Nodes;
using Aether.Reference;
using Xunit.Abstractions;

namespace Aether.Ethereum.Tests;

/// <summary>Addresses, 256-bit numbers and hex: spellings, limits, arithmetic against BigInteger.</summary>
public sealed class ValueTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Addresses_ChecksumLikeViem_AndAWrongCaseIsRefused()
    {
        var random = new Seeded(output);
        Address[] addresses = [.. Enumerable.Range(0, 60).Select(_ => new Address(random.Bytes(20)))];
        IReadOnlyList<string> expected = await ViemReference.AskTextAsync([
            .. addresses.Select(address => new JsonObject { ["op"] = "checksum", ["address"] = address.ToString() }),
        ]);
        for (int i = 0; i < addresses.Length; i++)
        {
            Assert.Equal(expected[i], addresses[i].ToChecksumString());
            Assert.Equal(addresses[i], Address.Parse(expected[i]));
            Assert.Equal(addresses[i], Address.Parse(addresses[i].ToString()));
            string flipped = FlipOneLetter(expected[i]);
            Assert.False(Address.TryParse(flipped, out _), flipped);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("0x00000000000000000000000000000000000000")]
    [InlineData("0000000000000000000000000000000000000000aa")]
    [InlineData("0x000000000000000000000000000000000000000g")]
    [InlineData("0X0000000000000000000000000000000000000001")]
    public void Address_Malformed_IsRefused(string text) => Assert.Throws<FormatException>(() => Address.Parse(text));

    [Fact]
    public void UInt256_ArithmeticEqualsBigInteger_AndOverflowThrows()
    {
        var random = new Seeded(output);
        for (int i = 0; i < 500; i++)
        {
            BigInteger a = random.Number(256);
            BigInteger b = random.Number(256);
            var x = (UInt256)a;
            var y = (UInt256)b;
            Check(() => x + y, a + b);
            Check(() => x - y, a - b);
            Check(() => x * y, a * b);
            if (b.Sign != 0)
            {
                Check(() => x / y, a / b);
                Check(() => x % y, a % b);
            }
            Assert.Equal(a.CompareTo(b), x.CompareTo(y));
            Assert.Equal(a.ToString(), x.ToString());
            Assert.Equal(x, UInt256.Parse(a.ToString()));
            var digits = new byte[UInt256.DigitsMax];
            Assert.Equal(a.ToString(), System.Text.Encoding.ASCII.GetString(digits, 0, x.Format(digits)));
            Assert.Equal(x, UInt256.Parse(x.ToHexQuantity()));
            Assert.Equal(x, UInt256.FromBigEndian(x.ToBigEndian()));
            int bits = 1 + random.Below(256);
            Assert.Equal(a < BigInteger.One << bits, x.FitsBits(bits));
        }

        static void Check(Func<UInt256> ours, BigInteger expected)
        {
            if (expected.Sign < 0 || expected >= BigInteger.One << 256)
                Assert.ThrowsAny<OverflowException>(() => ours());
            else
                Assert.Equal(expected, (BigInteger)ours());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1_000")]
    [InlineData("1e3")]
    [InlineData("0x")]
    [InlineData("0xg")]
    [InlineData("0x0_0")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639936")]
    [InlineData("0x10000000000000000000000000000000000000000000000000000000000000000")]
    public void UInt256_Malformed_IsRefused(string text) => Assert.False(UInt256.TryParse(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0x0")]
    [InlineData("0xzz")]
    public void Hex_Malformed_IsRefused(string text) => Assert.Throws<FormatException>(() => Hex.Parse(text));

    [Fact]
    public void Order_IsThatOfTheBytes()
    {
        var random = new Seeded(output);
        for (int i = 0; i < 100; i++)
        {
            byte[] a = random.Bytes(32);
            byte[] b = random.Coin() ? random.Bytes(32) : [.. a[..random.Below(32)], .. random.Bytes(32)];
            b = b[..32];
            Assert.Equal(Math.Sign(a.AsSpan().SequenceCompareTo(b)), Math.Sign(new Bytes32(a).CompareTo(new Bytes32(b))));
            Assert.Equal(
                Math.Sign(a.AsSpan(0, 20).SequenceCompareTo(b.AsSpan(0, 20))),
                Math.Sign(new Address(a.AsSpan(0, 20)).CompareTo(new Address(b.AsSpan(0, 20))))
            );
        }
    }

    private static string FlipOneLetter(string checksummed)
    {
        char[] text = checksummed.ToCharArray();
        int at = Array.FindIndex(text, 2, char.IsLetter);
        text[at] = char.IsUpper(text[at]) ? char.ToLowerInvariant(text[at]) : char.ToUpperInvariant(text[at]);
        return new string(text);
    }
}
