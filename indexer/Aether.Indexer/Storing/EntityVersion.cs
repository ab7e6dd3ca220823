using System.Globalization;
using System.Numerics;
using Aether.Ethereum;
using NpgsqlTypes;

namespace Aether.Indexer.Storing;

/// <summary>One version of an entity: its values, and the log that made them what they are.</summary>
public sealed class EntityVersion
{
    private readonly EntityTable _table;

    internal EntityVersion(EntityTable table, object?[] values, LogPlace place)
    {
        _table = table;
        Values = values;
        From = place.BlockNumber;
        Place = place;
    }

    internal object?[] Values { get; }

    /// <summary>First block it is true in.</summary>
    internal long From { get; }

    /// <summary>First block it is no longer true in; null: it is the state now.</summary>
    internal long? Until { get; set; }

    /// <summary>The last log of block <see cref="From"/> that touched the entity.</summary>
    internal LogPlace Place { get; set; }

    /// <summary>A column's value. Chain types are stored as what the column takes; enums as their labels.</summary>
    public object? this[string column]
    {
        get => Values[_table.Ordinal(column)];
        set => Values[_table.Ordinal(column)] = Stored(_table.Columns[_table.Ordinal(column)], value);
    }

    internal static object? Stored(EntityColumn column, object? value) =>
        value switch
        {
            null => null,
            Address address => address.ToArray(),
            Bytes32 word => word.ToArray(),
            UInt256 number => (BigInteger)number,
            UInt128 number => (BigInteger)number,
            ulong number => Integer(column, number),
            byte or ushort or uint or short or int or long => Integer(column, Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            BigInteger or byte[] or string or bool => value,
            _ => throw new InvalidOperationException($"column {column.Name} cannot hold a {value.GetType().Name}"),
        };

    private static object Integer(EntityColumn column, BigInteger number) =>
        column.DbType switch
        {
            NpgsqlDbType.Smallint => (object)(short)number,
            NpgsqlDbType.Integer => (int)number,
            NpgsqlDbType.Bigint => (long)number,
            NpgsqlDbType.Numeric => number,
            _ => throw new InvalidOperationException($"column {column.Name} cannot hold a number"),
        };
}
