using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Aether.Contracts.Generator;

/// <summary>Writes the types: structs of tuples, calls, events and errors.</summary>
internal static class StructEmitter
{
    private const string Reader = "global::Aether.Ethereum.AbiReader";
    private const string Writer = "global::Aether.Ethereum.AbiWriter";
    private const string Bytes = "global::System.ReadOnlySpan<byte>";
    private const string JsonWriter = "global::System.Text.Json.Utf8JsonWriter";

    public static void Tuple(CodeWriter code, AbiTuple tuple)
    {
        IReadOnlyList<(string Property, AbiField Field)> fields = Properties(tuple.Name, tuple.Fields);
        code.Line($"/// <summary>Solidity's struct {tuple.Name}. Arrays compare by reference.</summary>");
        code.Open($"public readonly partial record struct {tuple.Name}");
        Declare(code, fields);
        code.Line("/// <summary>Bytes of the heads of all fields.</summary>");
        code.Line(Invariant($"public const int HeadBytes = {tuple.Fields.Sum(field => field.Type.HeadBytes)};")).Line();
        ReadAll(code, tuple.Name, fields);
        WriteAll(code, fields);
        WriteJson(code, fields);
        code.Close();
    }

    public static void Call(CodeWriter code, AbiEntry function, string name)
    {
        IReadOnlyList<(string Property, AbiField Field)> fields = Properties(name, function.Inputs);
        string? result = Result(function, name);
        code.Line($"/// <summary>{function.Signature}</summary>");
        code.Open(
            $"public readonly partial record struct {name} : global::Aether.Contracts.IContractCall{(result is null ? "" : $"<{result}>")}"
        );
        Declare(code, fields);
        Selector(code, function);
        ReadAll(code, name, fields);
        WriteAll(code, fields);
        code.Line("/// <summary>The calldata, selector included.</summary>");
        code.Open("public byte[] Encode()");
        code.Line(Invariant($"var writer = new {Writer}({Heads(function.Inputs)}, Selector);"));
        code.Line("Write(writer);").Line("return writer.ToArray();").Close().Line();
        TryDecode(code, name, function.Inputs);
        if (result is not null)
            DecodeResult(code, function, name, result);
        code.Close();
        if (function.Outputs.Count > 1)
            ResultStruct(code, function, ResultName(name));
    }

    public static void Error(CodeWriter code, AbiEntry error)
    {
        IReadOnlyList<(string Property, AbiField Field)> fields = Properties(error.Name, error.Inputs);
        code.Line($"/// <summary>{error.Signature}</summary>");
        code.Open($"public readonly partial record struct {error.Name}");
        Declare(code, fields);
        Selector(code, error);
        ReadAll(code, error.Name, fields);
        TryDecode(code, error.Name, error.Inputs);
        code.Close();
    }

    public static void Event(CodeWriter code, AbiEntry entry)
    {
        // An indexed value that does not fit a word is known by its hash alone.
        AbiField[] inputs = [.. entry.Inputs.Select(input => input.Indexed && !FitsTopic(input.Type) ? HashOf(input) : input)];
        IReadOnlyList<(string Property, AbiField Field)> fields = Properties(entry.Name, inputs);
        int topics = inputs.Count(input => input.Indexed);
        int heads = inputs.Where(input => !input.Indexed).Sum(input => input.Type.HeadBytes);
        byte[] topic = Keccak.Hash(Encoding.UTF8.GetBytes(entry.Signature));

        code.Line($"/// <summary>{entry.Signature}</summary>");
        code.Open($"public readonly partial record struct {entry.Name}");
        Declare(code, fields);
        code.Line("/// <summary>The first topic.</summary>");
        code.Line($"public static {Bytes} TopicBytes => [{Literal(topic)}];").Line();
        code.Line("public static global::Aether.Ethereum.Bytes32 Topic => new(TopicBytes);").Line();
        code.Line("/// <summary>False when the log is of another event.</summary>");
        code.Line(
            "/// <exception cref=\"global::Aether.Ethereum.AbiException\">It names this event and its fields are malformed.</exception>"
        );
        code.Open($"public static bool TryDecode(scoped in global::Aether.Ethereum.LogView log, out {entry.Name} value)");
        code.Line("value = default;");
        code.Line(
            Invariant($"if (log.TopicCount != {topics + 1} || !global::System.MemoryExtensions.SequenceEqual(log.Topic(0), TopicBytes))")
        );
        code.Line("    return false;");
        if (topics > 0)
            code.Line(Invariant($"var topics = new {Reader}(log.Topics[32..], {topics * 32});"));
        code.Line(Invariant($"var data = new {Reader}(log.Data, {heads});"));
        Construct(code, entry.Name, fields, field => CSharpType.Read(field.Type, field.Indexed ? "topics" : "data"), "value = ");
        code.Line("data.ExpectEnd();").Line("return true;").Close().Line();
        WriteJson(code, fields);
        code.Close();
    }

    public static string Property(string owner, string name, int index)
    {
        string property = name.TrimStart('_');
        property = property.Length == 0 ? Invariant($"Arg{index}") : char.ToUpperInvariant(property[0]) + property.Substring(1);
        return string.Equals(property, owner, StringComparison.Ordinal) ? property + "Value" : property;
    }

    private static IReadOnlyList<(string Property, AbiField Field)> Properties(string owner, IReadOnlyList<AbiField> fields) =>
        [.. fields.Select((field, index) => (Property(owner, field.Name, index), field))];

    private static void Declare(CodeWriter code, IReadOnlyList<(string Property, AbiField Field)> fields)
    {
        foreach ((string property, AbiField field) in fields)
        {
            code.Line($"/// <summary>{field.InternalType}</summary>");
            code.Line($"public required {CSharpType.Name(field.Type)} {property} {{ get; init; }}").Line();
        }
    }

    private static void Selector(CodeWriter code, AbiEntry entry)
    {
        byte[] selector = [.. Keccak.Hash(Encoding.UTF8.GetBytes(entry.Signature)).Take(4)];
        code.Line("/// <summary>The first four bytes of the signature's hash.</summary>");
        code.Line($"public static {Bytes} Selector => [{Literal(selector)}];").Line();
    }

    private static void ReadAll(CodeWriter code, string name, IReadOnlyList<(string Property, AbiField Field)> fields)
    {
        code.Line("/// <summary>Reads the fields in their order.</summary>");
        code.Open($"public static {name} Read(ref {Reader} reader)");
        Construct(code, name, fields, field => CSharpType.Read(field.Type, "reader"), "return ");
        code.Close().Line();
    }

    /// <summary>Object initialisers run in the order they are written, which is that of the encoding.</summary>
    private static void Construct(
        CodeWriter code,
        string name,
        IReadOnlyList<(string Property, AbiField Field)> fields,
        Func<AbiField, string> read,
        string target
    )
    {
        code.Open($"{target}new {name}");
        foreach ((string property, AbiField field) in fields)
            code.Line($"{property} = {read(field)},");
        code.Close("};");
    }

    private static void WriteAll(CodeWriter code, IReadOnlyList<(string Property, AbiField Field)> fields)
    {
        code.Line("/// <summary>Writes the fields in their order.</summary>");
        code.Open($"public {Writer} Write({Writer} writer)");
        foreach ((string property, AbiField field) in fields)
            code.Line($"{CSharpType.Write(field.Type, "writer", property)};");
        code.Line("return writer;").Close().Line();
    }

    /// <summary>Fields keep the names they have in Solidity.</summary>
    private static void WriteJson(CodeWriter code, IReadOnlyList<(string Property, AbiField Field)> fields)
    {
        code.Line("/// <summary>Writes the fields as a JSON object; see EventJson for how values look.</summary>");
        code.Open($"public void WriteJson({JsonWriter} writer)");
        code.Line("writer.WriteStartObject();");
        foreach ((string property, AbiField field) in fields)
        {
            string name = field.Name.Length == 0 ? property : field.Name;
            code.Line($"writer.WritePropertyName(\"{name}\"u8);");
            code.Line($"{CSharpType.WriteJson(field.Type, "writer", property)};");
        }
        code.Line("writer.WriteEndObject();").Close();
    }

    private static void TryDecode(CodeWriter code, string name, IReadOnlyList<AbiField> inputs)
    {
        code.Line("/// <summary>False when the selector is another.</summary>");
        code.Line(
            "/// <exception cref=\"global::Aether.Ethereum.AbiException\">The selector is right and the fields are malformed.</exception>"
        );
        code.Open($"public static bool TryDecode({Bytes} data, out {name} value)");
        code.Line("value = default;");
        code.Line("if (!global::System.MemoryExtensions.StartsWith(data, Selector))").Line("    return false;");
        code.Line(Invariant($"var reader = new {Reader}(data[4..], {Heads(inputs)});"));
        code.Line("value = Read(ref reader);").Line("reader.ExpectEnd();").Line("return true;").Close().Line();
    }

    private static void DecodeResult(CodeWriter code, AbiEntry function, string name, string result)
    {
        code.Line("/// <summary>Reads what the call returned.</summary>");
        code.Open($"public {result} DecodeResult({Bytes} data)");
        code.Line(Invariant($"var reader = new {Reader}(data, {Heads(function.Outputs)});"));
        string read =
            function.Outputs.Count == 1 ? CSharpType.Read(function.Outputs[0].Type, "reader") : $"{ResultName(name)}.Read(ref reader)";
        code.Line($"{result} result = {read};").Line("reader.ExpectEnd();").Line("return result;").Close().Line();
    }

    private static void ResultStruct(CodeWriter code, AbiEntry function, string name)
    {
        IReadOnlyList<(string Property, AbiField Field)> fields = Properties(name, function.Outputs);
        code.Line($"/// <summary>What {function.Signature} returns.</summary>");
        code.Open($"public readonly partial record struct {name}");
        Declare(code, fields);
        ReadAll(code, name, fields);
        code.Close();
    }

    private static string? Result(AbiEntry function, string call) =>
        function.Outputs.Count switch
        {
            0 => null,
            1 => CSharpType.Name(function.Outputs[0].Type),
            _ => ResultName(call),
        };

    /// <summary>LockCall returns LockResult.</summary>
    private static string ResultName(string call) => call.Substring(0, call.Length - 4) + "Result";

    private static int Heads(IReadOnlyList<AbiField> fields) => fields.Sum(field => field.Type.HeadBytes);

    private static bool FitsTopic(AbiType type) => !type.IsDynamic && type.Kind is not (AbiKind.Tuple or AbiKind.FixedArray);

    private static AbiField HashOf(AbiField field) =>
        new($"{field.Name}Hash", AbiType.Parse("bytes32", "bytes32", []), $"Keccak-256 of {field.InternalType}", indexed: true);

    private static string Literal(IEnumerable<byte> bytes) => string.Join(", ", bytes.Select(value => Invariant($"0x{value:X2}")));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
