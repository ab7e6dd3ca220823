using System.Globalization;
using System.Numerics;
using System.Text;
using Xunit.Abstractions;

namespace Aether.Reference;

/// <summary>Random values from a seed that the test prints; set AETHER_SEED to replay it.</summary>
internal sealed class Seeded
{
    private readonly Random _random;

    public Seeded(ITestOutputHelper output)
    {
        Seed = int.TryParse(
            Environment.GetEnvironmentVariable("AETHER_SEED"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int given
        )
            ? given
            : Random.Shared.Next();
        _random = new Random(Seed);
        output.WriteLine($"AETHER_SEED={Seed}");
    }

    public int Seed { get; }

    /// <summary>0 to <paramref name="limit"/> - 1.</summary>
    public int Below(int limit) => _random.Next(limit);

    public bool Coin() => Below(2) == 0;

    public byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>A number of at most so many bits; small, large and extreme ones are all common.</summary>
    public BigInteger Number(int bits)
    {
        BigInteger limit = BigInteger.One << bits;
        return Below(6) switch
        {
            0 => BigInteger.Zero,
            1 => limit - 1,
            2 => Below(300) % (int)BigInteger.Min(limit, 300),
            _ => new BigInteger(Bytes((bits + 7) / 8), isUnsigned: true) % (BigInteger.One << (1 + Below(bits))),
        };
    }

    /// <summary>A number of a signed type of so many bits.</summary>
    public BigInteger SignedNumber(int bits) => Number(bits) - (BigInteger.One << (bits - 1));

    /// <summary>Text with letters of several byte lengths.</summary>
    public string Text(int lengthMax)
    {
        string[] letters = ["a", "Z", "0", " ", "\"", "\\", "é", "ß", "字", "🜁"];
        var text = new StringBuilder();
        for (int i = Below(lengthMax + 1); i > 0; i--)
            text.Append(letters[Below(letters.Length)]);
        return text.ToString();
    }
}
