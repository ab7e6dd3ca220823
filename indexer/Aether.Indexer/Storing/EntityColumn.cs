using System.Numerics;
using Npgsql;
using NpgsqlTypes;

namespace Aether.Indexer.Storing;

/// <summary>A column of an entity table and how its values travel.</summary>
/// <param name="Name">As in SQL.</param>
/// <param name="TypeName">The base type of a domain, or the type itself, without schema.</param>
/// <param name="EnumType">Qualified name when the type is an enum; its labels travel as text.</param>
public sealed record EntityColumn(string Name, string TypeName, string? EnumType)
{
    public NpgsqlDbType DbType { get; } =
        EnumType is not null
            ? NpgsqlDbType.Text
            : TypeName switch
            {
                "numeric" => NpgsqlDbType.Numeric,
                "bytea" => NpgsqlDbType.Bytea,
                "text" => NpgsqlDbType.Text,
                "bool" => NpgsqlDbType.Boolean,
                "int2" => NpgsqlDbType.Smallint,
                "int4" => NpgsqlDbType.Integer,
                "int8" => NpgsqlDbType.Bigint,
                _ => throw new IndexerException($"column {Name}: type {TypeName} is not one that entities are made of"),
            };

    /// <summary>How a select names it, so that an enum comes back as text.</summary>
    public string Selected => EnumType is null ? Name : $"{Name}::text";

    /// <summary>How SQL turns the parameter or array element <paramref name="sql"/> into this column's type.</summary>
    public string Cast(string sql) => EnumType is null ? sql : $"{sql}::{EnumType}";

    public object? Read(NpgsqlDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null
        : DbType == NpgsqlDbType.Numeric ? reader.GetFieldValue<BigInteger>(ordinal)
        : reader.GetValue(ordinal);

    /// <summary>A typed array of the values, for unnest.</summary>
    public NpgsqlParameter ArrayOf(IEnumerable<object> values)
    {
        object array = DbType switch
        {
            NpgsqlDbType.Numeric => values.Cast<BigInteger>().ToArray(),
            NpgsqlDbType.Bytea => values.Cast<byte[]>().ToArray(),
            NpgsqlDbType.Text => values.Cast<string>().ToArray(),
            NpgsqlDbType.Smallint => values.Cast<short>().ToArray(),
            NpgsqlDbType.Integer => values.Cast<int>().ToArray(),
            NpgsqlDbType.Bigint => values.Cast<long>().ToArray(),
            _ => throw new InvalidOperationException($"column {Name}: {DbType} is no type of a key"),
        };
        return new NpgsqlParameter { Value = array, NpgsqlDbType = NpgsqlDbType.Array | DbType };
    }
}
