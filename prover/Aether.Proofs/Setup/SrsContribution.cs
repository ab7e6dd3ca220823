using System.Security.Cryptography;
using Aether.Hashing;

namespace Aether.Proofs;

/// <summary>One share in a reference string: tau became x tau for an x that its contributor knew and should have forgotten.</summary>
/// <param name="Before">Hash of everything before: the id of the first string, or <see cref="Hash"/> of the contribution before.</param>
/// <param name="Tau">[x tau]_1: the second power of the string after it.</param>
/// <param name="Share">[x]_1.</param>
/// <param name="ShareG2">[x]_2.</param>
/// <param name="Nonce">[k]_1 of the proof of knowledge.</param>
/// <param name="Answer">k + c x, c drawn from everything else.</param>
/// <remarks>
/// Anyone checks a chain from the second powers alone, and the final string with <see cref="Srs.Check"/>. Source: Nikolaenko, Ragsdale,
/// Bonneau, Boneh, "Powers-of-tau to the people", 2022; the proof of knowledge is Schnorr's.
/// </remarks>
public sealed record SrsContribution(byte[] Before, G1Point Tau, G1Point Share, G2Point ShareG2, G1Point Nonce, Fr Answer)
{
    /// <summary>Bytes on the wire, in the order of the parameters.</summary>
    public const int Bytes = 32 + G1Point.Bytes + G1Point.Bytes + G2Point.Bytes + G1Point.Bytes + 32;

    /// <summary>Makes a share from fresh randomness and forgets it.</summary>
    /// <param name="before">See <see cref="Before"/>.</param>
    /// <param name="entropy">Anything more the contributor wants mixed in; may be empty.</param>
    public static (Srs Srs, SrsContribution Contribution) Make(
        Srs srs,
        ReadOnlySpan<byte> before,
        ReadOnlySpan<byte> entropy,
        int threads = 1,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default
    )
    {
        Fr share = Secret(entropy);
        return Make(srs, before, share, Secret(entropy), threads, progress, cancellation);
    }

    internal static (Srs Srs, SrsContribution Contribution) Make(
        Srs srs,
        ReadOnlySpan<byte> before,
        Fr share,
        Fr nonce,
        int threads,
        IProgress<double>? progress,
        CancellationToken cancellation
    )
    {
        if (share.IsZero)
            throw new ArgumentException("A share of zero would make tau zero.", nameof(share));
        G1Point[] powers = srs.Powers.ToArray();
        Fr[] factors = new Fr[powers.Length];
        factors[0] = Fr.One;
        for (int i = 1; i < factors.Length; i++)
            factors[i] = factors[i - 1] * share;
        PointScaling.Scale(powers, factors, threads, progress, cancellation);
        Array.Clear(factors);
        SrsContribution open = new(
            before.ToArray(),
            powers[1],
            share * G1Point.Generator,
            share * G2Point.Generator,
            nonce * G1Point.Generator,
            default
        );
        return (new(powers, share * srs.TauG2), open with { Answer = nonce + open.Challenge() * share });
    }

    /// <summary>True if this share turns <paramref name="tauBefore"/> into <see cref="Tau"/> and its maker knew it.</summary>
    public bool Verify(ReadOnlySpan<byte> before, G1Point tauBefore) =>
        Before.AsSpan().SequenceEqual(before)
        && !Share.IsInfinity
        && !Tau.IsInfinity
        && ShareG2.IsInSubgroup
        && Answer * G1Point.Generator == Nonce + Challenge() * Share
        && Pairing.ProductIsOne((Share, G2Point.Generator), (-G1Point.Generator, ShareG2))
        && Pairing.ProductIsOne((Tau, G2Point.Generator), (-tauBefore, ShareG2));

    /// <summary>True if the contributions lead from the first string to the last, and the last is one.</summary>
    public static bool VerifyChain(
        Srs first,
        IReadOnlyList<SrsContribution> contributions,
        Srs last,
        CancellationToken cancellation = default
    )
    {
        byte[] before = first.Id();
        G1Point tau = first.Powers.Span[1];
        foreach (SrsContribution contribution in contributions)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!contribution.Verify(before, tau))
                return false;
            before = contribution.Hash();
            tau = contribution.Tau;
        }
        return last.Powers.Span[1] == tau && last.Check(1, cancellation);
    }

    /// <summary>What the next contribution names as <see cref="Before"/>.</summary>
    public byte[] Hash() => Keccak256.Hash([0x19, .. ToBytes()]);

    public byte[] ToBytes() =>
        [.. Before, .. Tau.ToBytes(), .. Share.ToBytes(), .. ShareG2.ToBytes(), .. Nonce.ToBytes(), .. Answer.ToBytes()];

    /// <exception cref="FieldFormatException">Another length, a number of the modulus or more, or a point that is none.</exception>
    public static SrsContribution Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Bytes)
            throw new FieldFormatException($"A contribution has {Bytes} bytes; there are {bytes.Length}.");
        return new(
            bytes[..32].ToArray(),
            G1Point.Read(bytes[32..96]),
            G1Point.Read(bytes[96..160]),
            G2Point.Read(bytes[160..288]),
            G1Point.Read(bytes[288..352]),
            Fr.Read(bytes[352..])
        );
    }

    private Fr Challenge() =>
        Fr.ReadReduced(Keccak256.Hash([0x1a, .. Before, .. Tau.ToBytes(), .. Share.ToBytes(), .. ShareG2.ToBytes(), .. Nonce.ToBytes()]));

    private static Fr Secret(ReadOnlySpan<byte> entropy)
    {
        // 64 random bytes: reduced mod r the bias is below 2^-250.
        Span<byte> seed = stackalloc byte[64];
        RandomNumberGenerator.Fill(seed);
        byte[] mixed = SHA512.HashData([.. seed, .. entropy]);
        Fr secret = new(new System.Numerics.BigInteger(mixed, isUnsigned: true));
        CryptographicOperations.ZeroMemory(seed);
        CryptographicOperations.ZeroMemory(mixed);
        return secret.IsZero ? Secret(entropy) : secret;
    }
}
