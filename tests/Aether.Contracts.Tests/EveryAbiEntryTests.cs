using System.Text.Json.Nodes;
using Aether.Harness;
using Aether.Reference;
using Xunit.Abstractions;

namespace Aether.Contracts.Tests;

/// <summary>Every function, event and error of every checked-in ABI, encoded and decoded as viem does it.</summary>
public sealed class EveryAbiEntryTests(ITestOutputHelper output)
{
    private const int ValuesPerEntry = 3;

    public static TheoryData<string> Contracts =>
        [
            .. Directory
                .GetFiles(Repository.PathOf("contracts", "abi"), "*.json", SearchOption.AllDirectories)
                .Select(path => Path.GetFileNameWithoutExtension(path))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task Contract_EveryEntry_AgreesWithViem(string contract)
    {
        string path = Directory.GetFiles(Repository.PathOf("contracts", "abi"), $"{contract}.json", SearchOption.AllDirectories).Single();
        JsonArray abi = JsonNode.Parse(await File.ReadAllTextAsync(path))!.AsArray();
        int compared = await new GeneratedCode(typeof(IContractCall).Assembly).CheckAsync(
            new Seeded(output),
            contract,
            abi,
            ValuesPerEntry
        );
        output.WriteLine($"{contract}: {compared} values compared");
        Assert.True(compared >= ValuesPerEntry);
    }
}
