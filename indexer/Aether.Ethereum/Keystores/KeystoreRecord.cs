using System.Text.Json.Serialization;

namespace Aether.Ethereum;

/// <summary>The JSON of a V3 keystore.</summary>
internal sealed record KeystoreRecord
{
    [JsonPropertyName("address")]
    public string? Address { get; init; }

    [JsonPropertyName("crypto")]
    public required CryptoRecord Crypto { get; init; }

    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("version")]
    public required int Version { get; init; }
}

internal sealed record CryptoRecord
{
    [JsonPropertyName("cipher")]
    public required string Cipher { get; init; }

    [JsonPropertyName("cipherparams")]
    public required CipherParamsRecord CipherParams { get; init; }

    [JsonPropertyName("ciphertext")]
    public required string CipherText { get; init; }

    [JsonPropertyName("kdf")]
    public required string Kdf { get; init; }

    [JsonPropertyName("kdfparams")]
    public required KdfParamsRecord KdfParams { get; init; }

    [JsonPropertyName("mac")]
    public required string Mac { get; init; }
}

internal sealed record CipherParamsRecord
{
    [JsonPropertyName("iv")]
    public required string Iv { get; init; }
}

/// <summary>n, r and p with scrypt; c and prf with pbkdf2.</summary>
internal sealed record KdfParamsRecord
{
    [JsonPropertyName("dklen")]
    public required int KeyBytes { get; init; }

    [JsonPropertyName("salt")]
    public required string Salt { get; init; }

    [JsonPropertyName("n")]
    public int? N { get; init; }

    [JsonPropertyName("r")]
    public int? R { get; init; }

    [JsonPropertyName("p")]
    public int? P { get; init; }

    [JsonPropertyName("c")]
    public int? C { get; init; }

    [JsonPropertyName("prf")]
    public string? Prf { get; init; }
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(KeystoreRecord))]
internal sealed partial class KeystoreJson : JsonSerializerContext;
