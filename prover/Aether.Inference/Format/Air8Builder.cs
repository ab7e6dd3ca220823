namespace Aether.Inference;

/// <summary>Assembles a model file in canonical form: operators in the order of the calls, blocks in their one place.</summary>
public sealed class Air8Builder
{
    private readonly List<Air8Operator> operators = [];
    private readonly List<byte[]> tables = [];
    private readonly List<(sbyte[] Weights, int[]? Bias)?> constants = [];

    /// <summary>Adds the input; must be called first.</summary>
    /// <returns>Tensor id.</returns>
    public int Input(TensorShape shape) =>
        Append(
            new Air8Operator
            {
                Opcode = Air8Opcode.Input,
                Type = ElementType.Int8,
                Shape = shape,
            },
            null
        );

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
        int known = tables.FindIndex(other => other.AsSpan().SequenceEqual(table));
        if (known >= 0)
            return known;
        tables.Add(table);
        return tables.Count - 1;
    }

    /// <summary>Adds a fully connected layer.</summary>
    /// <param name="input">Tensor id.</param>
    /// <param name="weights">Shape (outputs, inputs): weight of input k and output n at k + inputs x n.</param>
    /// <param name="bias">One per output in accumulator units, or null.</param>
    /// <param name="shift">0 to 16.</param>
    /// <param name="table">Table id.</param>
    /// <returns>Tensor id.</returns>
    public int Gemm(int input, int outputs, sbyte[] weights, int[]? bias, int shift, int table)
    {
        TensorShape source = operators[input].Shape;
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Length != (long)source.Channels * outputs || (bias is not null && bias.Length != outputs))
            throw new ArgumentException(
                $"{weights.Length} weights and {bias?.Length} biases for {source.Channels} inputs and {outputs} outputs",
                nameof(weights)
            );
        return Append(
            new Air8Operator
            {
                Opcode = Air8Opcode.Gemm,
                Flags = bias is null ? (byte)0 : Air8Operator.HasBias,
                Shift = shift,
                Type = ElementType.Int8,
                Inputs = [input],
                Table = table,
                Shape = source with { Channels = outputs },
            },
            (weights, bias)
        );
    }

    /// <summary>Adds the index of the largest channel.</summary>
    public int ArgMax(int input) =>
        Append(Reading(input, Air8Opcode.ArgMax, operators[input].Shape with { Channels = 1 }, ElementType.UInt16), null);

    /// <summary>Adds the output; must be called last.</summary>
    public int Output(int input) => Append(Reading(input, Air8Opcode.Output, operators[input].Shape, operators[input].Type), null);

    /// <summary>The file's bytes.</summary>
    /// <exception cref="Air8RefusedException">What was built breaks a rule.</exception>
    public byte[] Build()
    {
        GraphLayout layout = GraphLayout.Of(operators);
        FileHeader header = new(
            GraphHeader.Size + (long)operators.Count * Air8Operator.RecordSize,
            (long)tables.Count * GraphHeader.LutSize,
            layout.WeightSlots
        );
        byte[] file = new byte[checked((int)header.FileBytes)];
        header.Write(file);
        Span<byte> graph = file.AsSpan(FileHeader.Size, (int)header.GraphBytes);
        new GraphHeader(operators.Count, tables.Count, layout.WeightSlots).Write(graph);
        Span<byte> weights = file.AsSpan(file.Length - (int)header.WeightBytes);
        weights.Fill(0x80);
        for (int id = 0; id < operators.Count; id++)
        {
            Air8Operator placed = operators[id] with
            {
                SlotOffset = layout.Slot(id),
                WeightOffset = layout.Weight(id),
                BiasOffset = layout.Bias(id),
            };
            placed.Write(graph[(GraphHeader.Size + id * Air8Operator.RecordSize)..]);
            if (constants[id] is (sbyte[] values, int[] or null) constant)
                WriteConstants(placed, operators[placed.Inputs[0]].Shape, values, constant.Bias, weights);
        }
        for (int i = 0; i < tables.Count; i++)
            tables[i].CopyTo(file, FileHeader.Size + graph.Length + i * GraphHeader.LutSize);
        Air8Model.Load(file);
        return file;
    }

    private static void WriteConstants(Air8Operator op, TensorShape input, sbyte[] values, int[]? bias, Span<byte> weights)
    {
        for (int n = 0; n < op.Shape.Channels; n++)
        {
            Span<byte> row = weights[((int)op.WeightOffset + (n << input.Log(0)))..];
            for (int k = 0; k < input.Channels; k++)
                row[k] = (byte)(values[n * input.Channels + k] + 128);
            if (bias is not null)
                BiasDigits.Write(bias[n], weights.Slice((int)op.BiasOffset + n * BiasDigits.Count, BiasDigits.Count));
        }
    }

    private static Air8Operator Reading(int input, Air8Opcode opcode, TensorShape shape, ElementType type) =>
        new()
        {
            Opcode = opcode,
            Type = type,
            Inputs = [input],
            Shape = shape,
        };

    private int Append(Air8Operator op, (sbyte[], int[]?)? constant)
    {
        operators.Add(op);
        constants.Add(constant);
        return operators.Count - 1;
    }
}
