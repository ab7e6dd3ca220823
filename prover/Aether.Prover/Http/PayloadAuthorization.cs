using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Aether.Ethereum;

namespace Aether.Prover.Http;

/// <summary>The header by which a requester (or his agent) shows that a payload call is his: an EIP-191 signature over what is asked.</summary>
/// <remarks>Chain, market, job, action, body, time and a random nonce are in the text, so it serves once, here, for this. See prover/PROTOCOL.md.</remarks>
public sealed record PayloadAuthorization(ulong Time, string Nonce, Signature Signature)
{
    public const string HeaderName = "Aether-Signature";

    /// <summary>How far the stated time may be from the Node's clock, seconds.</summary>
    public const int WindowSecs = 60;

    private const int NonceBytes = 16;

    private const int HeaderLengthMax = 512;

    public static Bytes32 Digest(
        ulong chainId,
        Address market,
        UInt256 jobId,
        string action,
        ReadOnlySpan<byte> body,
        ulong time,
        string nonce
    )
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"Aether payload\nchain: {chainId}\nmarket: {market}\njob: {Hex.Format(jobId.ToBigEndian())}\naction: {action}\nbody: {Bytes32.Keccak(body)}\ntime: {time}\nnonce: {nonce}"
        );
        return PersonalMessage.Digest(Encoding.UTF8.GetBytes(text));
    }

    public static async Task<PayloadAuthorization> SignAsync(
        ISigner signer,
        ulong chainId,
        Address market,
        UInt256 jobId,
        string action,
        ReadOnlyMemory<byte> body,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var time = (ulong)clock.GetUtcNow().ToUnixTimeSeconds();
        var nonce = Hex.Format(RandomNumberGenerator.GetBytes(NonceBytes));
        var digest = Digest(chainId, market, jobId, action, body.Span, time, nonce);
        return new PayloadAuthorization(time, nonce, await signer.SignAsync(digest, SigningKind.Message, cancellationToken));
    }

    public string ToHeader() =>
        string.Create(CultureInfo.InvariantCulture, $"time={Time},nonce={Nonce},signature={Hex.Format(Signature.ToBytes())}");

    /// <exception cref="ApiException">Absent or malformed.</exception>
    public static PayloadAuthorization Parse(string? header)
    {
        if (string.IsNullOrEmpty(header))
            throw ApiException.Unauthorized(
                "signature_missing",
                $"the {HeaderName} header is missing; sign the call as prover/PROTOCOL.md says"
            );
        if (header.Length > HeaderLengthMax)
            throw Malformed("it is too long");
        var parts = header.Split(',');
        if (
            parts.Length != 3
            || !parts[0].StartsWith("time=", StringComparison.Ordinal)
            || !parts[1].StartsWith("nonce=", StringComparison.Ordinal)
            || !parts[2].StartsWith("signature=", StringComparison.Ordinal)
        )
            throw Malformed("it is not time=..,nonce=0x..,signature=0x..");
        if (
            !ulong.TryParse(parts[0].AsSpan("time=".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            || time > uint.MaxValue
        )
            throw Malformed("time is not a number of seconds");
        var nonce = parts[1].Substring("nonce=".Length);
        Span<byte> nonceBytes = stackalloc byte[NonceBytes];
        if (!Hex.TryParseExact(nonce, nonceBytes) || nonce.Any(char.IsAsciiLetterUpper))
            throw Malformed("nonce is not 0x and 32 lower-case hex digits");
        Span<byte> signature = stackalloc byte[Signature.ByteLength];
        if (!Hex.TryParseExact(parts[2].AsSpan("signature=".Length), signature))
            throw Malformed("signature is not 0x and 130 hex digits");
        try
        {
            return new PayloadAuthorization(time, nonce, Signature.FromBytes(signature));
        }
        catch (FormatException e)
        {
            throw Malformed(e.Message);
        }

        static ApiException Malformed(string why) =>
            ApiException.Unauthorized("signature_malformed", $"the {HeaderName} header cannot be read: {why}");
    }
}
