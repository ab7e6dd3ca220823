using System.Security.Cryptography;
using Aether.Hashing;

namespace Aether.Proofs;

/// <summary>A structured reference string: the powers of a tau nobody knows, [tau^i]_1 for i below 2^Log, and [tau]_2.</summary>
/// <remarks>
/// Universal and updatable: proofs are sound if one contributor forgot a share. What comes from outside is read by
/// <see cref="PowersOfTauFile"/> or <see cref="SrsFile"/>, which check canonical coordinates and the curve, and then <see cref="Check"/>.
/// </remarks>
public sealed class Srs
{
    /// <summary>Public ceremonies stop here.</summary>
    public const int LogMax = 28;

    /// <summary>The tau of <see cref="ForTests"/>, known to everybody: whoever has it proves anything.</summary>
    public static Fr TestTau { get; } = Fr.ReadReduced(Keccak256.Hash("aether test srs"u8));

    internal Srs(G1Point[] powers, G2Point tauG2)
    {
        Powers = powers;
        TauG2 = tauG2;
        Log = System.Numerics.BitOperations.Log2((uint)powers.Length);
        if (powers.Length != 1 << Log || Log < 1)
            throw new ArgumentException($"A reference string has a power of two of points, not {powers.Length}.", nameof(powers));
    }

    /// <summary>[tau^i]_1.</summary>
    public ReadOnlyMemory<G1Point> Powers { get; }

    /// <summary>[tau]_2.</summary>
    public G2Point TauG2 { get; }

    /// <summary>Binary logarithm of the number of powers, 1 to 28.</summary>
    public int Log { get; }

    /// <summary>True for the string of <see cref="ForTests"/>, of any size. Nothing but a local development chain may take its proofs.</summary>
    public bool IsForTests => Powers.Span[1] == TestTau * G1Point.Generator;

    /// <summary>The powers of <see cref="TestTau"/>. Its proofs prove nothing; contracts refuse it off chain id 31337.</summary>
    /// <param name="log">1 to 28.</param>
    public static Srs ForTests(int log) => FromTau(TestTau, log);

    internal static Srs FromTau(Fr tau, int log)
    {
        RequireLog(log);
        Fr[] factors = new Fr[1 << log];
        factors[0] = Fr.One;
        for (int i = 1; i < factors.Length; i++)
            factors[i] = factors[i - 1] * tau;
        return new(PointScaling.Multiples(G1Point.Generator, factors), tau * G2Point.Generator);
    }

    /// <summary>The first 2^log powers: a smaller string of the same tau.</summary>
    public Srs Truncated(int log)
    {
        RequireLog(log);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(log, Log);
        return new(Powers[..(1 << log)].ToArray(), TauG2);
    }

    /// <summary>The commitment to a polynomial: the sum of coefficient i times [tau^i]_1.</summary>
    /// <exception cref="ArgumentException">More coefficients than powers.</exception>
    public G1Point Commit(ReadOnlyMemory<Fr> coefficients, int threads = 1, CancellationToken cancellation = default) =>
        Msm.Run(Powers, coefficients, MsmPlan.For(coefficients.Span, threads), null, cancellation);

    /// <summary>The identity that a model is registered with: Keccak over everything the string is.</summary>
    /// <returns>32 bytes: H(18 | log | [tau]_2 | [tau^0]_1 | [tau^1]_1 | ...), log in one byte, points as the precompiles read them.</returns>
    public byte[] Id()
    {
        IncrementalKeccak256 hash = new();
        hash.Append([0x18, (byte)Log]);
        Span<byte> bytes = stackalloc byte[G2Point.Bytes];
        TauG2.Write(bytes);
        hash.Append(bytes);
        foreach (G1Point point in Powers.Span)
        {
            point.Write(bytes);
            hash.Append(bytes[..G1Point.Bytes]);
        }
        return hash.Finish();
    }

    /// <summary>True if these are the powers of one tau that is not 0: a random combination of all equations, in two pairings.</summary>
    /// <remarks>A string that is wrong anywhere passes with a chance of 2^-128. Points are on the curve already; [tau]_2 is in its subgroup.</remarks>
    public bool Check(int threads = 1, CancellationToken cancellation = default) =>
        CheckSeeded(RandomNumberGenerator.GetBytes(Keccak256.DigestBytes), threads, cancellation);

    internal bool CheckSeeded(ReadOnlySpan<byte> seed, int threads, CancellationToken cancellation)
    {
        ReadOnlySpan<G1Point> powers = Powers.Span;
        if (powers[0] != G1Point.Generator || powers[1].IsInfinity || TauG2.IsInfinity || !TauG2.IsInSubgroup)
            return false;
        Fr[] factors = new Fr[powers.Length - 1];
        Span<byte> block = stackalloc byte[Keccak256.DigestBytes + sizeof(int)];
        Span<byte> digest = stackalloc byte[Keccak256.DigestBytes];
        seed.CopyTo(block);
        for (int i = 0; i < factors.Length; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(block[Keccak256.DigestBytes..], i);
            Keccak256.Hash(block, digest);
            // 128 bits are enough, and half the windows.
            digest[..16].Clear();
            factors[i] = Fr.Read(digest);
        }
        MsmPlan plan = MsmPlan.For(factors, threads);
        G1Point lower = Msm.Run(Powers[..^1], factors, plan, null, cancellation);
        G1Point upper = Msm.Run(Powers[1..], factors, plan, null, cancellation);
        return Pairing.ProductIsOne((upper, G2Point.Generator), (-lower, TauG2));
    }

    internal static void RequireLog(int log)
    {
        if (log is < 1 or > LogMax)
            throw new ArgumentOutOfRangeException(nameof(log), log, $"The logarithm of a reference string is 1 to {LogMax}.");
    }
}
