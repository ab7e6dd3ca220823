using System.Text.Json;
using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Prover.Provider;

/// <summary>A Node on this machine: its id, and where its keys lie. Written by <c>aether provider init</c>.</summary>
public sealed record NodeIdentity(Address Provider, UInt128 Nonce, string Endpoint)
{
    private const string FileName = "node.json";

    public UInt256 NodeId => EntityId.Pack(Provider, Nonce);

    public static string SessionKeystore(string folder) => Path.Combine(folder, "session.json");

    public static string SealingKeyFile(string folder) => Path.Combine(folder, "sealing.pem");

    public static string PolicyFile(string folder) => Path.Combine(folder, "policy.json");

    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, FileName));

    public void Save(string folder)
    {
        var json = new Stored(Provider.ToString(), Nonce.ToString(System.Globalization.CultureInfo.InvariantCulture), Endpoint);
        OwnerOnlyFile.Replace(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(json, JsonSerializerOptions.Web));
    }

    /// <exception cref="InvalidDataException">Absent or malformed.</exception>
    public static NodeIdentity Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var stored =
                JsonSerializer.Deserialize<Stored>(File.ReadAllBytes(path), JsonSerializerOptions.Web)
                ?? throw new JsonException("it holds null");
            return new NodeIdentity(Address.Parse(stored.Provider), (UInt128)UInt256.Parse(stored.Nonce), stored.Endpoint);
        }
        catch (FileNotFoundException e)
        {
            throw new InvalidDataException($"there is no Node in {folder}; run: aether provider init", e);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new InvalidDataException($"there is no Node in {folder}; run: aether provider init", e);
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private sealed record Stored(string Provider, string Nonce, string Endpoint);
}
