using System.Text;

namespace Aether.Ethereum;

/// <summary>One declared field of a struct: its type as EIP-712 spells it, and its name.</summary>
public readonly record struct Eip712Field(string Type, string Name);

/// <summary>The struct types of an EIP-712 message, and the type strings and hashes that follow from them.</summary>
public sealed class Eip712Schema
{
    private readonly Dictionary<string, IReadOnlyList<Eip712Field>> _types = new(StringComparer.Ordinal);

    /// <summary>Declares a struct. Types may name each other in any order.</summary>
    public Eip712Schema Add(string name, params IReadOnlyList<Eip712Field> fields)
    {
        if (!_types.TryAdd(name, fields))
            throw new ArgumentException($"The type {name} is declared twice.", nameof(name));
        return this;
    }

    /// <summary>The struct's own definition, then those it refers to in order of their names.</summary>
    public string EncodeType(string name)
    {
        var referred = new SortedSet<string>(StringComparer.Ordinal);
        Collect(name, referred);
        referred.Remove(name);
        var text = new StringBuilder();
        foreach (string type in referred.Prepend(name))
            text.Append(type).Append('(').AppendJoin(',', _types[type].Select(field => $"{field.Type} {field.Name}")).Append(')');
        return text.ToString();
    }

    public Bytes32 TypeHash(string name) => Bytes32.Keccak(Encoding.UTF8.GetBytes(EncodeType(name)));

    private void Collect(string name, SortedSet<string> referred)
    {
        if (!_types.TryGetValue(name, out IReadOnlyList<Eip712Field>? fields))
            throw new ArgumentException($"The type {name} is not declared.", nameof(name));
        if (!referred.Add(name))
            return;
        foreach (Eip712Field field in fields)
        {
            int array = field.Type.IndexOf('[', StringComparison.Ordinal);
            string element = array < 0 ? field.Type : field.Type[..array];
            if (!IsElementary(element))
                Collect(element, referred);
        }
    }

    private static bool IsElementary(string type) =>
        type is "address" or "bool" or "string" or "bytes"
        || (type.StartsWith("bytes", StringComparison.Ordinal) && type.AsSpan(5).IndexOfAnyExceptInRange('0', '9') < 0)
        || (type.StartsWith("uint", StringComparison.Ordinal) && type.AsSpan(4).IndexOfAnyExceptInRange('0', '9') < 0)
        || (type.StartsWith("int", StringComparison.Ordinal) && type.AsSpan(3).IndexOfAnyExceptInRange('0', '9') < 0);
}
