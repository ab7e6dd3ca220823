using System.Text.Json.Nodes;
using Aether.Harness;

namespace Aether.Ethereum.Tests;

/// <summary>The worked example of contracts/SIGNING.md: our EIP-712 against the digests viem made, and the page against both.</summary>
public sealed class SigningPageTests
{
    private static readonly JsonNode s_vectors = JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "vectors", "signing.json")))!;
    private static readonly string s_page = File.ReadAllText(Repository.PathOf("contracts", "SIGNING.md"));

    public static TheoryData<string> Types { get; } =
    [.. s_vectors["examples"]!.AsArray().Select(example => example!["primaryType"]!.GetValue<string>())];

    [Theory]
    [MemberData(nameof(Types))]
    public void Digest_MatchesTheVectors_AndItsSignerSignedIt(string type)
    {
        JsonNode example = Example(type);
        (string Type, string Name)[] fields = Fields(example);
        Eip712Schema schema = new Eip712Schema().Add(type, [.. fields.Select(field => new Eip712Field(field.Type, field.Name))]);
        Assert.Equal(Text(example, "typeHash"), schema.TypeHash(type).ToString());

        var writer = new Eip712StructWriter(schema.TypeHash(type));
        foreach ((string fieldType, string name) in fields)
            Write(writer, fieldType, Text(example["message"]!, name));
        Bytes32 structHash = writer.Hash();
        Assert.Equal(Text(example, "structHash"), structHash.ToString());

        JsonNode domain = example["domain"]!;
        var ours = new Eip712Domain(
            Text(domain, "name"),
            Text(domain, "version"),
            UInt256.Parse(Text(domain, "chainId")),
            Address.Parse(Text(domain, "verifyingContract"))
        );
        Bytes32 digest = ours.Digest(structHash);
        Assert.Equal(Text(example, "digest"), digest.ToString());

        Assert.True(Signature.FromBytes(Hex.Parse(Text(example, "signature"))).TryRecover(digest, out Address signer));
        Assert.Equal(Text(example, "signer"), signer.ToString());
        using var key = new KeySigner(Hex.Parse(Text(example, "privateKey")));
        Assert.Equal(signer, key.Address);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Page_ShowsEveryFieldInOrder_AndTheDigest(string type)
    {
        JsonNode example = Example(type);
        int from = s_page.IndexOf($"\n## {type}\n", StringComparison.Ordinal);
        Assert.True(from >= 0, $"no section {type}");
        int to = s_page.IndexOf("\n## ", from + 1, StringComparison.Ordinal);
        string[] rows = [.. s_page[from..to].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))];
        (string Type, string Name)[] fields = Fields(example);
        Assert.Equal(fields.Length, rows.Length);
        Assert.All(
            fields.Zip(rows),
            pair =>
                Assert.StartsWith(
                    $"| `{pair.First.Name}` | `{pair.First.Type}` | `{Text(example["message"]!, pair.First.Name)}` | ",
                    pair.Second,
                    StringComparison.Ordinal
                )
        );
        Assert.Contains($"| {type} | `{Text(example, "signer")}` | `{Text(example, "digest")}` |", s_page, StringComparison.Ordinal);
        Assert.Contains($"`{Text(example["domain"]!, "verifyingContract")}`", s_page, StringComparison.Ordinal);
    }

    private static void Write(Eip712StructWriter writer, string type, string value)
    {
        switch (type)
        {
            case "address":
                writer.WriteAddress(Address.Parse(value));
                break;
            case "bytes32":
                writer.WriteWord(Bytes32.Parse(value));
                break;
            default:
                Assert.StartsWith("uint", type, StringComparison.Ordinal);
                writer.WriteUInt(UInt256.Parse(value));
                break;
        }
    }

    private static JsonNode Example(string type) =>
        s_vectors["examples"]!.AsArray().Single(example => Text(example!, "primaryType") == type)!;

    private static (string Type, string Name)[] Fields(JsonNode example) =>
        [.. example["fields"]!.AsArray().Select(field => (Text(field!, "type"), Text(field!, "name")))];

    private static string Text(JsonNode owner, string name) => owner[name]!.GetValue<string>();
}
