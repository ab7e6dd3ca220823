using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.Json.Nodes;
using Aether.Contracts.Generator;
using Aether.Reference;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Xunit.Abstractions;

namespace Aether.Contracts.Tests;

/// <summary>The generator on ABIs that our contracts do not have: overloads, nested dynamic tuples, fixed arrays, bad files.</summary>
public sealed class GeneratorTests(ITestOutputHelper output)
{
    private const string Sample = """
        [
          { "type": "constructor", "inputs": [], "stateMutability": "nonpayable" },
          { "type": "receive", "stateMutability": "payable" },
          { "type": "fallback", "stateMutability": "payable" },
          { "type": "function", "name": "set", "inputs": [{ "name": "set", "type": "int24" }], "outputs": [], "stateMutability": "view" },
          { "type": "function", "name": "set", "inputs": [{ "name": "", "type": "int256" }, { "name": "_b", "type": "bytes7" }],
            "outputs": [{ "name": "", "type": "int64" }, { "name": "event", "type": "string[2]" }], "stateMutability": "view" },
          { "type": "function", "name": "nest", "stateMutability": "view",
            "inputs": [{ "name": "outer", "type": "tuple[][2]", "internalType": "struct Lib.Outer[][2]", "components": [
              { "name": "name", "type": "string" },
              { "name": "inner", "type": "tuple[3]", "internalType": "struct Inner[3]", "components": [
                { "name": "small", "type": "uint24" }, { "name": "flags", "type": "bool[2]" } ] },
              { "name": "blobs", "type": "bytes[]" } ] }],
            "outputs": [{ "name": "", "type": "tuple", "internalType": "struct Inner", "components": [
                { "name": "small", "type": "uint24" }, { "name": "flags", "type": "bool[2]" } ] }] },
          { "type": "event", "name": "Said", "anonymous": false, "inputs": [
              { "name": "what", "type": "string", "indexed": true }, { "name": "how", "type": "uint72", "indexed": false },
              { "name": "who", "type": "address", "indexed": true }, { "name": "list", "type": "uint8[]", "indexed": false } ] },
          { "type": "event", "name": "Nothing", "anonymous": false, "inputs": [] },
          { "type": "event", "name": "Hidden", "anonymous": true, "inputs": [] },
          { "type": "error", "name": "Sample_Bad", "inputs": [{ "name": "why", "type": "string" }] },
          { "type": "error", "name": "Sample_Empty", "inputs": [] }
        ]
        """;

    [Fact]
    public async Task Sample_CompilesAndAgreesWithViem()
    {
        Assembly assembly = Compile(Run(("Sample", Sample)));
        JsonArray abi = JsonNode.Parse(Sample)!.AsArray();
        foreach (JsonNode? hidden in abi.Where(item => item!["anonymous"]?.GetValue<bool>() == true).ToArray())
            abi.Remove(hidden);
        int compared = await new GeneratedCode(assembly).CheckAsync(new Seeded(output), "Sample", abi, valuesPerEntry: 20);
        Assert.Equal(20 * (3 + 2 + 2 + 2), compared);
        Assert.Null(assembly.GetType("Aether.Contracts.Sample+Hidden"));
    }

    [Theory]
    [InlineData("", "more text")]
    [InlineData("{}", "array")]
    [InlineData("[", "more text")]
    [InlineData("[{}]", "'type' is missing")]
    [InlineData("""[{ "type": "function" }]""", "'name' is missing")]
    [InlineData("""[{ "type": "function", "name": "f", "inputs": [{ "name": "a", "type": "uint7" }] }]""", "uint7")]
    [InlineData("""[{ "type": "function", "name": "f", "inputs": [{ "name": "a", "type": "uint8[0]" }] }]""", "array length")]
    [InlineData(
        """[{ "type": "function", "name": "f", "inputs": [{ "name": "a", "type": "tuple", "components": [] }] }]""",
        "internalType"
    )]
    [InlineData("""[{ "type": "surprise", "name": "f" }]""", "surprise")]
    [InlineData("[] x", "the end")]
    [InlineData("""["\q"]""", "an escape")]
    public void Malformed_IsADiagnosticThatNamesTheFile(string text, string message)
    {
        Diagnostic diagnostic = Assert.Single(Run(("Broken", text)).Diagnostics);
        Assert.Equal("AETHERABI001", diagnostic.Id);
        Assert.Contains("Broken", diagnostic.GetMessage(), StringComparison.Ordinal);
        Assert.Contains(message, diagnostic.GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void DeeplyNestedJson_IsRefused() =>
        Assert.Contains(
            "nested",
            Assert.Single(Run(("Deep", new string('[', 100_000))).Diagnostics).GetMessage(),
            StringComparison.Ordinal
        );

    [Fact]
    public void StructsThatDisagree_AreADiagnostic()
    {
        Diagnostic diagnostic = Assert.Single(Run(("A", WithStruct("uint8")), ("B", WithStruct("uint16"))).Diagnostics);
        Assert.Equal("AETHERABI002", diagnostic.Id);
        Assert.Empty(Run(("A", WithStruct("uint8")), ("B", WithStruct("uint8"))).Diagnostics);

        static string WithStruct(string type) =>
            $$"""[{ "type": "function", "name": "f", "inputs": [{ "name": "a", "type": "tuple", "internalType": "struct S", "components": [{ "name": "x", "type": "{{type}}" }] }] }]""";
    }

    [Fact]
    public void UnchangedAbi_IsNotGeneratedAgain()
    {
        CSharpCompilation compilation = Empty();
        var driver = (CSharpGeneratorDriver)
            CSharpGeneratorDriver.Create(
                [new ContractGenerator().AsSourceGenerator()],
                [new AbiFile("Sample", Sample)],
                driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)
            );
        GeneratorDriver once = driver.RunGenerators(compilation);
        GeneratorDriver again = once.RunGenerators(compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated;")));
        Assert.All(
            again.GetRunResult().Results[0].TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs),
            result => Assert.Equal(IncrementalStepRunReason.Cached, result.Reason)
        );
    }

    [Fact]
    public void GeneratorsKeccak_EqualsTheLibrarys()
    {
        var random = new Seeded(output);
        for (int length = 0; length < 300; length++)
        {
            byte[] message = random.Bytes(length);
            Assert.Equal(Aether.Hashing.Keccak256.Hash(message), Keccak.Hash(message));
        }
    }

    private static GeneratorDriverRunResult Run(params (string Name, string Text)[] files) =>
        CSharpGeneratorDriver
            .Create([new ContractGenerator().AsSourceGenerator()], [.. files.Select(file => new AbiFile(file.Name, file.Text))])
            .RunGenerators(Empty())
            .GetRunResult();

    private static Assembly Compile(GeneratorDriverRunResult generated)
    {
        Assert.Empty(generated.Diagnostics);
        using var image = new MemoryStream();
        var result = Empty().AddSyntaxTrees(generated.GeneratedTrees).Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image);
    }

    private static CSharpCompilation Empty() =>
        CSharpCompilation.Create(
            "Generated",
            references: ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Select(path => MetadataReference.CreateFromFile(path)),
            options: new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                checkOverflow: true,
                nullableContextOptions: NullableContextOptions.Enable
            )
        );

    private sealed class AbiFile(string name, string text) : AdditionalText
    {
        public override string Path => $"/abi/{name}.json";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text, Encoding.UTF8);
    }
}
