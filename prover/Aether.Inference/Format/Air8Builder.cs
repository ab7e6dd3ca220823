using System.Buffers.Binary;

namespace Aether.Inference;

/// <summary>Assembles a model file in canonical form: operators in the order of the calls, blocks in their one place.</summary>
/// <remarks>
/// Every call returns the id of the tensor it makes. Weights are given over the live box, the lowest axis of the block first
/// (prover/AIR8.md, Operators). Rules are checked by <see cref="Build"/>, which loads what it made.
/// </remarks>
public sealed partial class Air8Builder
{
    // Exponential tables are numbered behind all others, whose number is known at the end only.
    private const int ExpMark = 1 << 15;

    private readonly List<Air8Operator> operators = [];
    private readonly List<byte[]> tables = [];
    private readonly List<byte[]> exps = [];
    private readonly List<(sbyte[] Weights, int[]? Bias)?> constants = [];
    private int states;
    private long tokensMax;
    private int? endToken;

    /// <summary>Makes the graph a decode loop; must be called first.</summary>
    /// <param name="tokens">Most tokens that are generated, 1 to the length of the input.</param>
    /// <param name="end">Token behind which it ends, or null.</param>
    public void DecodeLoop(int tokens, int? end)
    {
        if (operators.Count > 0)
            throw new InvalidOperationException("a graph is made a decode loop before its first operator");
        (tokensMax, endToken) = (tokens, end);
    }

    /// <summary>Shape of a tensor made so far.</summary>
    public TensorShape ShapeOf(int tensor) => operators[tensor].Shape;

    /// <summary>Adds a table.</summary>
    /// <param name="values">65,536 values from -127 to 127; entry v + 32768 is the image of v.</param>
    /// <returns>Table id; the id of an equal table when there is one.</returns>
    public int Table(ReadOnlySpan<sbyte> values)
    {
        if (values.Length != GraphHeader.LutSize)
            throw new ArgumentException($"a table has {GraphHeader.LutSize} entries, not {values.Length}", nameof(values));
        byte[] table = new byte[GraphHeader.LutSize];
        for (int i = 0; i < table.Length; i++)
            table[i] = (byte)(values[i] + 128);
        return IdOf(tables, table);
    }

    /// <summary>Adds an exponential table.</summary>
    /// <param name="values">256 values; entry s + 128 is the image of s: 0 for -128 and -127, at least 1 for the others.</param>
    /// <returns>Table id for <see cref="Exp"/>; the id of an equal table when there is one.</returns>
    public int ExpTable(ReadOnlySpan<ushort> values)
    {
        if (values.Length != TableChecker.ExpEntries)
            throw new ArgumentException($"an exponential table has 256 entries, not {values.Length}", nameof(values));
        byte[] table = new byte[GraphHeader.ExpSize];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(table.AsSpan(2 * i), values[i]);
        return IdOf(exps, table) | ExpMark;
    }

    /// <summary>The file's bytes.</summary>
    /// <exception cref="Air8RefusedException">What was built breaks a rule.</exception>
    public byte[] Build()
    {
        GraphLayout layout = GraphLayout.Of(operators);
        FileHeader header = new(
            GraphHeader.Size + (long)operators.Count * Air8Operator.RecordSize,
            (long)tables.Count * GraphHeader.LutSize + (long)exps.Count * GraphHeader.ExpSize,
            layout.WeightSlots
        );
        byte[] file = new byte[checked((int)header.FileBytes)];
        header.Write(file);
        Span<byte> graph = file.AsSpan(FileHeader.Size, (int)header.GraphBytes);
        new GraphHeader
        {
            OperatorCount = operators.Count,
            LutCount = tables.Count,
            ExpCount = exps.Count,
            StateCount = states,
            TokensMax = tokensMax,
            EndToken = endToken,
            WeightSlots = layout.WeightSlots,
        }.Write(graph);
        Span<byte> weights = file.AsSpan(file.Length - (int)header.WeightBytes);
        weights.Fill(0x80);
        for (int id = 0; id < operators.Count; id++)
        {
            Air8Operator op = operators[id];
            Air8Operator placed = op with
            {
                Table = op.Table != Air8Operator.Unused && (op.Table & ExpMark) != 0 ? tables.Count + op.Table - ExpMark : op.Table,
                SlotOffset = layout.Slot(id),
                WeightOffset = layout.Weight(id),
                BiasOffset = layout.Bias(id),
            };
            placed.Write(graph[(GraphHeader.Size + id * Air8Operator.RecordSize)..]);
            if (constants[id] is (sbyte[] values, int[] or null) constant)
                WriteConstants(placed, WeightBlock.Of(op, operators[op.Inputs[0]].Shape)!, values, constant.Bias, weights);
        }
        int start = FileHeader.Size + graph.Length;
        foreach (byte[] table in tables.Concat(exps))
        {
            table.CopyTo(file, start);
            start += table.Length;
        }
        Air8Model.Load(file);
        return file;
    }

    private static void WriteConstants(Air8Operator op, WeightBlock block, sbyte[] values, int[]? bias, Span<byte> weights)
    {
        int rowLog = TensorShape.LogOf(block.Live[0]);
        int given = 0;
        for (int row = 0; given < values.Length; row++)
        {
            if (!IsLive(row, block))
                continue;
            Span<byte> slots = weights[((int)op.WeightOffset + (row << rowLog))..];
            for (int k = 0; k < block.Live[0]; k++)
                slots[k] = (byte)(values[given++] + 128);
        }
        for (int n = 0; bias is not null && n < bias.Length; n++)
            BiasDigits.Write(bias[n], weights.Slice((int)op.BiasOffset + n * BiasDigits.Count, BiasDigits.Count));
    }

    /// <summary>Whether a row of a block, numbered over the frame sizes above the lowest axis, lies in the live box.</summary>
    private static bool IsLive(int row, WeightBlock block)
    {
        for (int axis = 1; axis < block.Live.Count; axis++)
        {
            int log = TensorShape.LogOf(block.Live[axis]);
            if ((row & ((1 << log) - 1)) >= block.Live[axis])
                return false;
            row >>= log;
        }
        return true;
    }

    private static int IdOf(List<byte[]> list, byte[] table)
    {
        int known = list.FindIndex(other => other.AsSpan().SequenceEqual(table));
        if (known >= 0)
            return known;
        list.Add(table);
        return list.Count - 1;
    }

    /// <summary>Adds an operator with weights.</summary>
    private int Weighted(Air8Operator op, sbyte[] weights, int[]? bias)
    {
        ArgumentNullException.ThrowIfNull(weights);
        WeightBlock block = WeightBlock.Of(op, operators[op.Inputs[0]].Shape)!;
        long expected = block.Live.Aggregate(1L, (product, live) => product * live);
        if (weights.Length != expected || (bias is not null && bias.Length != op.Shape.Channels))
            throw new ArgumentException(
                $"{weights.Length} weights and {bias?.Length} biases for {expected} weights of {op.Shape.Channels} channels",
                nameof(weights)
            );
        int id = Append(op with { Flags = (byte)(op.Flags | (bias is null ? 0 : Air8Operator.HasBias)) });
        constants[id] = (weights, bias);
        return id;
    }

    private int Append(Air8Operator op)
    {
        if (tokensMax > 0)
        {
            int axes = PositionRules.Axes(operators, op);
            op = op with { PositionAxis = axes == 0 ? null : int.TrailingZeroCount(axes) };
        }
        operators.Add(op);
        constants.Add(null);
        return operators.Count - 1;
    }
}
