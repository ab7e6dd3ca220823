using System.Text.Json;

namespace Aether.Proofs.Tests;

/// <summary>tests/vectors/bn254.json, as the independent reference wrote it.</summary>
internal static class Vectors
{
    private static readonly JsonDocument File = JsonDocument.Parse(
        System.IO.File.ReadAllBytes(Path.Combine(Root(), "tests", "vectors", "bn254.json"))
    );

    public static JsonElement All => File.RootElement;

    public static byte[] Bytes(this JsonElement element) => Convert.FromHexString(element.GetString()!.AsSpan(2));

    public static byte[] Bytes(this JsonElement element, string name) => element.GetProperty(name).Bytes();

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "Aether.Chain.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside the repository.");
        return folder;
    }
}
