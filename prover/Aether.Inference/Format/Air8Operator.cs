using System.Buffers.Binary;

namespace Aether.Inference;

/// <summary>One operator of a graph: a record of 64 bytes. The id of the tensor it makes is its own index.</summary>
/// <remarks>Source: prover/AIR8.md, Operator record.</remarks>
public sealed record Air8Operator
{
    /// <summary>Bytes of a record.</summary>
    public const int RecordSize = 64;

    /// <summary>Most tensors that one operator reads.</summary>
    public const int InputsMax = 4;

    /// <summary>Tensor id or table id of an unused field.</summary>
    public const int Unused = 0xffff;

    /// <summary>Flag: a block of bias digits follows <see cref="BiasOffset"/>.</summary>
    public const byte HasBias = 0x01;

    /// <summary>Flag whose meaning is the operator's: Add subtracts, Embedding numbers positions, Update changes a bias.</summary>
    public const byte Variant = 0x02;

    private const int ParametersOffset = 52;
    private const int PositionOffset = 63;

    public required Air8Opcode Opcode { get; init; }

    public byte Flags { get; init; }

    /// <summary>Requantisation shift, 0 to 16.</summary>
    public int Shift { get; init; }

    public required ElementType Type { get; init; }

    /// <summary>Ids of the tensors read, at most 4.</summary>
    public IReadOnlyList<int> Inputs { get; init; } = [];

    /// <summary>Table id, or <see cref="Unused"/>.</summary>
    public int Table { get; init; } = Unused;

    /// <summary>Shape of the result.</summary>
    public required TensorShape Shape { get; init; }

    /// <summary>First slot of the result's block in the proof's columns.</summary>
    public long SlotOffset { get; init; }

    /// <summary>First slot of the weights in the weights section.</summary>
    public long WeightOffset { get; init; }

    /// <summary>First slot of the bias digits in the weights section.</summary>
    public long BiasOffset { get; init; }

    public OperatorParameters Parameters { get; init; }

    /// <summary>Axis of the result that is the position of a decode loop; null for none.</summary>
    public int? PositionAxis { get; init; }

    public bool IsVariant => (Flags & Variant) != 0;

    public bool Biased => (Flags & HasBias) != 0;

    /// <summary>Writes the record.</summary>
    internal void Write(Span<byte> record)
    {
        record[..RecordSize].Clear();
        record[0] = (byte)Opcode;
        record[1] = Flags;
        record[2] = (byte)Shift;
        record[3] = (byte)Type;
        for (int i = 0; i < InputsMax; i++)
            BinaryPrimitives.WriteUInt16BigEndian(record[(4 + 2 * i)..], (ushort)(i < Inputs.Count ? Inputs[i] : Unused));
        BinaryPrimitives.WriteUInt16BigEndian(record[12..], (ushort)Table);
        for (int axis = 0; axis < TensorShape.AxisCount; axis++)
        {
            record[14 + axis] = (byte)Shape.Log(axis);
            BinaryPrimitives.WriteUInt32BigEndian(record[(18 + 4 * axis)..], (uint)Shape.Live(axis));
        }
        WriteUInt48(record[34..], SlotOffset);
        WriteUInt48(record[40..], WeightOffset);
        WriteUInt48(record[46..], BiasOffset);
        Parameters.Write(record[ParametersOffset..]);
        record[PositionOffset] = (byte)(PositionAxis + 1 ?? 0);
    }

    /// <summary>Reads a record and checks what can be checked without its neighbours: G-02, G-05 to G-07, G-09, G-13.</summary>
    internal static Air8Operator Read(ReadOnlySpan<byte> record, int id)
    {
        Air8Opcode opcode = (Air8Opcode)record[0];
        Air8RefusedException.Require(
            opcode != Air8Opcode.None && Enum.IsDefined(opcode),
            Air8Rule.OpcodeUnknown,
            $"operator {id}: no operator has the code 0x{record[0]:x2}"
        );
        Air8RefusedException.Require(record[2] <= 16, Air8Rule.Shift, $"operator {id}: shift {record[2]} is above 16");
        ElementType type = (ElementType)record[3];
        Air8RefusedException.Require(
            Enum.IsDefined(type),
            Air8Rule.ElementTypes,
            $"operator {id}: no element type has the number {record[3]}"
        );
        RequireParameters(record[ParametersOffset..], opcode, id);
        Air8RefusedException.Require(
            record[PositionOffset] <= TensorShape.AxisCount,
            Air8Rule.Reserved,
            $"operator {id}: position axis {record[PositionOffset] - 1}; a tensor has four axes"
        );
        return new Air8Operator
        {
            Opcode = opcode,
            Flags = record[1],
            Shift = record[2],
            Type = type,
            Inputs = ReadInputs(record, id),
            Table = BinaryPrimitives.ReadUInt16BigEndian(record[12..]),
            Shape = ReadShape(record, id),
            SlotOffset = ReadUInt48(record[34..]),
            WeightOffset = ReadUInt48(record[40..]),
            BiasOffset = ReadUInt48(record[46..]),
            Parameters = OperatorParameters.Read(record[ParametersOffset..]),
            PositionAxis = record[PositionOffset] == 0 ? null : record[PositionOffset] - 1,
        };
    }

    private static void RequireParameters(ReadOnlySpan<byte> parameters, Air8Opcode opcode, int id)
    {
        int used = OpcodeTraits.Of(opcode).Parameters;
        for (int k = 0; k < OperatorParameters.Size; k++)
        {
            Air8RefusedException.Require(
                parameters[k] == 0 || ((used >> k) & 1) == 1,
                Air8Rule.Reserved,
                $"operator {id}: parameter {k} of {opcode} is not used, yet {parameters[k]}"
            );
        }
    }

    private static List<int> ReadInputs(ReadOnlySpan<byte> record, int id)
    {
        List<int> inputs = [];
        bool ended = false;
        for (int i = 0; i < InputsMax; i++)
        {
            int tensor = BinaryPrimitives.ReadUInt16BigEndian(record[(4 + 2 * i)..]);
            bool unused = tensor == Unused;
            Air8RefusedException.Require(unused || !ended, Air8Rule.TensorIds, $"operator {id}: input {i} follows an unused one");
            Air8RefusedException.Require(
                unused || tensor < id,
                Air8Rule.TensorIds,
                $"operator {id} reads tensor {tensor}, which is not made before it"
            );
            ended = unused;
            if (!unused)
                inputs.Add(tensor);
        }
        return inputs;
    }

    private static TensorShape ReadShape(ReadOnlySpan<byte> record, int id)
    {
        Span<int> live = stackalloc int[TensorShape.AxisCount];
        for (int axis = 0; axis < TensorShape.AxisCount; axis++)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(record[(18 + 4 * axis)..]);
            Air8RefusedException.Require(
                size is >= 1 and <= 1 << TensorShape.AxisLogMax,
                Air8Rule.Frame,
                $"operator {id}: live size {size} of axis {axis} is not in 1 to 2^{TensorShape.AxisLogMax}"
            );
            live[axis] = (int)size;
            Air8RefusedException.Require(
                record[14 + axis] == TensorShape.LogOf(live[axis]),
                Air8Rule.Frame,
                $"operator {id}: frame 2^{record[14 + axis]} of axis {axis} is not the smallest that holds {size}"
            );
        }
        TensorShape shape = new(live[0], live[1], live[2], live[3]);
        Air8RefusedException.Require(
            shape.IsValid,
            Air8Rule.Frame,
            $"operator {id}: a frame of 2^{shape.FrameLog} elements is above 2^{TensorShape.FrameLogMax}"
        );
        return shape;
    }

    private static void WriteUInt48(Span<byte> bytes, long value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(value >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], (uint)(value & uint.MaxValue));
    }

    private static long ReadUInt48(ReadOnlySpan<byte> bytes) =>
        ((long)BinaryPrimitives.ReadUInt16BigEndian(bytes) << 32) | BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]);
}
