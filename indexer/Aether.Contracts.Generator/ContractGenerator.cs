using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Aether.Contracts.Generator;

/// <summary>
/// Reads every ABI among the additional files (*.json) and writes a static class per contract, named like the file, with a struct
/// per event, call and error, and a struct per tuple, shared by all contracts.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ContractGenerator : IIncrementalGenerator
{
    private static readonly DiagnosticDescriptor Malformed = new(
        "AETHERABI001",
        "An ABI file cannot be read",
        "{0}: {1}",
        "Aether.Contracts",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true
    );

    private static readonly DiagnosticDescriptor StructsDiffer = new(
        "AETHERABI002",
        "Two ABI files disagree about a struct",
        "The struct {0} of {1} differs from that of another contract",
        "Aether.Contracts",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true
    );

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ImmutableArray<(string Name, string Text)>> files = context
            .AdditionalTextsProvider.Where(static file => file.Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            .Select(
                static (file, cancellation) => (Path.GetFileNameWithoutExtension(file.Path), file.GetText(cancellation)?.ToString() ?? "")
            )
            .Collect();
        context.RegisterSourceOutput(files, static (output, files) => Generate(output, files));
    }

    private static void Generate(SourceProductionContext output, ImmutableArray<(string Name, string Text)> files)
    {
        var contracts = new List<AbiContract>();
        var tuples = new SortedDictionary<string, AbiTuple>(StringComparer.Ordinal);
        foreach ((string name, string text) in files.Sort(static (a, b) => StringComparer.Ordinal.Compare(a.Name, b.Name)))
        {
            try
            {
                AbiContract contract = AbiParser.Parse(name, text);
                contracts.Add(contract);
                Collect(output, contract, tuples);
            }
            catch (AbiFormatException e)
            {
                output.ReportDiagnostic(Diagnostic.Create(Malformed, Location.None, name, e.Message));
            }
        }
        foreach (AbiContract contract in contracts)
            Add(output, contract.Name, ContractEmitter.Contract(contract));
        Add(output, "Structs", ContractEmitter.Tuples(tuples.Values));
        Add(output, "ContractErrors", ContractEmitter.Errors(contracts));
    }

    private static void Add(SourceProductionContext output, string name, string code) =>
        output.AddSource($"{name}.g.cs", SourceText.From(code, Encoding.UTF8));

    private static void Collect(SourceProductionContext output, AbiContract contract, SortedDictionary<string, AbiTuple> tuples)
    {
        foreach (AbiEntry entry in contract.Entries)
        {
            foreach (AbiField field in entry.Inputs)
                Collect(output, contract, field.Type, tuples);
            foreach (AbiField field in entry.Outputs)
                Collect(output, contract, field.Type, tuples);
        }
    }

    private static void Collect(
        SourceProductionContext output,
        AbiContract contract,
        AbiType type,
        SortedDictionary<string, AbiTuple> tuples
    )
    {
        if (type.Element is { } element)
            Collect(output, contract, element, tuples);
        if (type.Tuple is not { } tuple)
            return;
        if (!tuples.TryGetValue(tuple.Name, out AbiTuple? known))
            tuples.Add(tuple.Name, tuple);
        else if (!string.Equals(known.Shape, tuple.Shape, StringComparison.Ordinal))
            output.ReportDiagnostic(Diagnostic.Create(StructsDiffer, Location.None, tuple.Name, contract.Name));
        foreach (AbiField field in tuple.Fields)
            Collect(output, contract, field.Type, tuples);
    }
}
