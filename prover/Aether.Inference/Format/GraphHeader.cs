using System.Buffers.Binary;

namespace Aether.Inference;

/// <summary>First 64 bytes of the graph: counts that everything behind it depends on.</summary>
/// <remarks>Source: prover/AIR8.md, Graph header.</remarks>
public sealed record GraphHeader
{
    public const int Size = 64;

    /// <summary>Number of operators, 2 to 4096.</summary>
    public required int OperatorCount { get; init; }

    /// <summary>Tables from int16 to int8; their ids come first.</summary>
    public required int LutCount { get; init; }

    /// <summary>Tables from int8 to uint16; their ids follow.</summary>
    public int ExpCount { get; init; }

    /// <summary>State tensors of a training step; 0 otherwise.</summary>
    public int StateCount { get; init; }

    /// <summary>Most tokens a decode loop generates; 0 for a graph that runs once.</summary>
    public long TokensMax { get; init; }

    /// <summary>Token behind which a decode loop ends; null for none.</summary>
    public int? EndToken { get; init; }

    /// <summary>Length of the weights section.</summary>
    public required long WeightSlots { get; init; }

    public bool IsTrainingStep => StateCount > 0;

    public bool IsDecodeLoop => TokensMax > 0;

    /// <summary>airVersion, part of the content hash.</summary>
    public const ushort AirVersion = 1;

    public const int OperatorsMax = 4096;
    public const int TablesMax = 1024;

    /// <summary>Entries of a table from int16 to int8.</summary>
    public const int LutSize = 1 << 16;

    /// <summary>Bytes of a table from int8 to uint16.</summary>
    public const int ExpSize = 512;

    private const uint NoToken = uint.MaxValue;
    private const int ReservedOffset = 28;

    internal void Write(Span<byte> bytes)
    {
        bytes[..Size].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(bytes, AirVersion);
        bytes[2] = IsTrainingStep ? (byte)1 : (byte)0;
        bytes[3] = IsDecodeLoop ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[4..], (ushort)OperatorCount);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)LutCount);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[8..], (ushort)ExpCount);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[10..], (ushort)StateCount);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], (uint)TokensMax);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], (uint?)EndToken ?? NoToken);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[20..], (ulong)WeightSlots);
    }

    /// <param name="graph">Graph section.</param>
    /// <param name="tableBytes">Length of the tables section.</param>
    /// <param name="weightBytes">Length of the weights section.</param>
    internal static GraphHeader Read(ReadOnlySpan<byte> graph, long tableBytes, long weightBytes)
    {
        Air8RefusedException.Require(
            graph.Length >= Size && graph.Length % Air8Operator.RecordSize == 0,
            Air8Rule.GraphHeader,
            $"a graph of {graph.Length} bytes is not a header and records of 64"
        );
        ushort version = BinaryPrimitives.ReadUInt16BigEndian(graph);
        Air8RefusedException.Require(version == AirVersion, Air8Rule.GraphHeader, $"airVersion {version}; this program knows {AirVersion}");
        byte kind = graph[2];
        byte loop = graph[3];
        ushort exps = BinaryPrimitives.ReadUInt16BigEndian(graph[8..]);
        ushort states = BinaryPrimitives.ReadUInt16BigEndian(graph[10..]);
        uint steps = BinaryPrimitives.ReadUInt32BigEndian(graph[12..]);
        uint stop = BinaryPrimitives.ReadUInt32BigEndian(graph[16..]);
        Air8RefusedException.Require(
            kind <= 1
                && loop <= 1
                && kind + loop <= 1
                && states > 0 == (kind == 1)
                && steps > 0 == (loop == 1)
                && (stop == NoToken || (loop == 1 && stop <= ushort.MaxValue)),
            Air8Rule.GraphHeader,
            $"kind {kind} with {states} state tensors, loop {loop} of {steps} tokens ending at {stop}"
        );
        Air8RefusedException.Require(
            !graph[ReservedOffset..Size].ContainsAnyExcept((byte)0),
            Air8Rule.GraphHeader,
            $"reserved bytes of the graph header are not zero"
        );
        int operators = BinaryPrimitives.ReadUInt16BigEndian(graph[4..]);
        Air8RefusedException.Require(
            operators is >= 2 and <= OperatorsMax && graph.Length == Size + operators * Air8Operator.RecordSize,
            Air8Rule.GraphHeader,
            $"{operators} operators in a graph of {graph.Length} bytes; 2 to {OperatorsMax} are allowed"
        );
        int luts = BinaryPrimitives.ReadUInt16BigEndian(graph[6..]);
        Air8RefusedException.Require(
            luts <= TablesMax && exps <= TablesMax && tableBytes == (long)luts * LutSize + (long)exps * ExpSize,
            Air8Rule.GraphHeader,
            $"{luts} tables of {LutSize} bytes and {exps} of {ExpSize} in a section of {tableBytes}; at most {TablesMax} of each"
        );
        ulong slots = BinaryPrimitives.ReadUInt64BigEndian(graph[20..]);
        Air8RefusedException.Require(
            slots == (ulong)weightBytes,
            Air8Rule.GraphHeader,
            $"{slots} weight slots in a section of {weightBytes} bytes"
        );
        return new GraphHeader
        {
            OperatorCount = operators,
            LutCount = luts,
            ExpCount = exps,
            StateCount = states,
            TokensMax = steps,
            EndToken = stop == NoToken ? null : (int)stop,
            WeightSlots = weightBytes,
        };
    }
}
