using System.Globalization;
using System.Numerics;
using Aether.Ethereum;
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
        : DbType == NpgsqlDbType.Numeric ? Stored(reader.GetFieldValue<BigInteger>(ordinal))
        : reader.GetValue(ordinal);

    /// <summary>
    /// The value as versions hold it: bytes as byte[], whole numbers of a column without limit as <see cref="UInt256"/>, below zero as
    /// <see cref="BigInteger"/>, others as the number the column holds.
    /// </summary>
    public object? Stored(object? value) =>
        value switch
        {
            null => null,
            Address address => address.ToArray(),
            Bytes32 word => word.ToArray(),
            UInt256 number when DbType == NpgsqlDbType.Numeric => value,
            UInt256 number => Integer(checked((long)(ulong)number)),
            UInt128 number when DbType == NpgsqlDbType.Numeric => (UInt256)number,
            UInt128 number => Integer(checked((long)number)),
            ulong number when DbType == NpgsqlDbType.Numeric => (UInt256)number,
            ulong number => Integer(checked((long)number)),
            byte or ushort or uint or short or int or long => Integer(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            BigInteger { Sign: < 0 } when DbType == NpgsqlDbType.Numeric => value,
            BigInteger number when DbType == NpgsqlDbType.Numeric => (UInt256)number,
            BigInteger number => Integer((long)number),
            byte[] or string or bool => value,
            _ => throw new InvalidOperationException($"column {Name} cannot hold a {value.GetType().Name}"),
        };

    /// <summary>Writes a value that is <see cref="Stored"/>.</summary>
    internal void Write(CopyWriter row, object? value)
    {
        switch (value)
        {
            case null:
                row.Null();
                break;
            case byte[] bytes:
                row.Bytes(bytes);
                break;
            case UInt256 number:
                row.Numeric(number);
                break;
            case long number:
                row.Int64(number);
                break;
            case int number:
                row.Int32(number);
                break;
            case short number:
                row.Int16(number);
                break;
            case bool flag:
                row.Bool(flag);
                break;
            case string text:
                row.Text(text);
                break;
            case BigInteger number:
                row.Numeric(number);
                break;
            default:
                throw new InvalidOperationException($"column {Name} cannot hold a {value.GetType().Name}");
        }
    }

    /// <summary>A typed array of the values, for unnest.</summary>
    public NpgsqlParameter ArrayOf(IEnumerable<object> values)
    {
        object array = DbType switch
        {
            NpgsqlDbType.Numeric => values.Select(value => value is UInt256 number ? (BigInteger)number : (BigInteger)value).ToArray(),
            NpgsqlDbType.Bytea => values.Cast<byte[]>().ToArray(),
            NpgsqlDbType.Text => values.Cast<string>().ToArray(),
            NpgsqlDbType.Smallint => values.Cast<short>().ToArray(),
            NpgsqlDbType.Integer => values.Cast<int>().ToArray(),
            NpgsqlDbType.Bigint => values.Cast<long>().ToArray(),
            _ => throw new InvalidOperationException($"column {Name}: {DbType} is no type of a key"),
        };
        return new NpgsqlParameter { Value = array, NpgsqlDbType = NpgsqlDbType.Array | DbType };
    }

    private object Integer(long number) =>
        DbType switch
        {
            NpgsqlDbType.Smallint => (object)checked((short)number),
            NpgsqlDbType.Integer => checked((int)number),
            NpgsqlDbType.Bigint => number,
            NpgsqlDbType.Numeric => number < 0 ? (BigInteger)number : (object)(UInt256)(ulong)number,
            _ => throw new InvalidOperationException($"column {Name} cannot hold a number"),
        };
}
