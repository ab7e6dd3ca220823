using System.Buffers.Binary;

namespace Aether.Inference;

/// <summary>What a model takes and gives, without its weights: enough to read inputs and outputs that come from strangers.</summary>
/// <remarks>
/// Tensors travel as their frames. Prompts and generated tokens, whose number varies, travel as the tokens alone: two bytes each, big-endian.
/// </remarks>
public sealed record ModelForm
{
    internal static ModelForm Of(GraphHeader header, IReadOnlyList<Air8Operator> operators, int inputCount) =>
        new()
        {
            IsDecodeLoop = header.IsDecodeLoop,
            InputCount = inputCount,
            InputType = operators[0].Type,
            InputShape = operators[0].Shape,
            OutputType = operators[^1].Type,
            OutputShape = header.IsDecodeLoop
                ? operators[^1].Shape.With(1, (int)Math.Min(header.TokensMax, operators[^1].Shape.Width))
                : operators[^1].Shape,
            Vocabulary = VocabularyOf(operators),
            BoundariesMax = (header.IsDecodeLoop ? (long)operators[0].Shape.Width : 1) * operators.Count,
        };

    /// <summary>It takes a prompt and generates tokens.</summary>
    public required bool IsDecodeLoop { get; init; }

    /// <summary>Tensors that a run is given; 1 for everything but training steps.</summary>
    public required int InputCount { get; init; }

    /// <summary>Int8, or UInt16 for tokens.</summary>
    public required ElementType InputType { get; init; }

    /// <summary>Of a decode loop the longest prompt.</summary>
    public required TensorShape InputShape { get; init; }

    public required ElementType OutputType { get; init; }

    /// <summary>Of a decode loop the most tokens it generates.</summary>
    public required TensorShape OutputShape { get; init; }

    /// <summary>Tokens of the input are below this; 0 where the input is no tokens.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Most boundary roots of a run.</summary>
    public required long BoundariesMax { get; init; }

    /// <summary>Most units of a run: 1, or the most tokens generated.</summary>
    public uint UnitsMax => IsDecodeLoop ? (uint)OutputShape.Width : 1;

    /// <summary>Most bytes of an input as it travels.</summary>
    public long InputBytesMax => BytesMax(InputType, InputShape);

    /// <summary>Most bytes of an output as it travels.</summary>
    public long OutputBytesMax => BytesMax(OutputType, OutputShape);

    /// <summary>Reads an input that came from somebody else.</summary>
    /// <exception cref="Air8RefusedException">X-01 to X-03: no such tensor; X-06: a token outside the vocabulary.</exception>
    public Tensor DecodeInput(ReadOnlySpan<byte> bytes)
    {
        Tensor input = Decode(InputType, InputShape, bytes);
        RequireTokens(input);
        return input;
    }

    /// <summary>Reads an output that came from somebody else.</summary>
    /// <exception cref="Air8RefusedException">X-01 to X-03: no such tensor.</exception>
    public Tensor DecodeOutput(ReadOnlySpan<byte> bytes) => Decode(OutputType, OutputShape, bytes);

    /// <summary>An input or an output as it travels.</summary>
    public byte[] Encode(Tensor tensor)
    {
        if (!IsDecodeLoop)
            return tensor.Bytes.ToArray();
        ushort[] tokens = tensor.ToUInt16();
        byte[] bytes = new byte[2 * tokens.Length];
        for (int i = 0; i < tokens.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2 * i), tokens[i]);
        return bytes;
    }

    /// <summary>Units of work behind an output: 1, or the tokens generated.</summary>
    public uint UnitsOf(Tensor output) => IsDecodeLoop ? (uint)output.Shape.Width : 1;

    /// <summary>Shape of an output of so many units; null when no run has as many.</summary>
    public TensorShape? OutputShapeOf(uint units) =>
        units == 0 || units > UnitsMax ? null
        : IsDecodeLoop ? OutputShape.With(1, (int)units)
        : OutputShape;

    /// <exception cref="Air8RefusedException">X-06.</exception>
    internal void RequireTokens(Tensor input)
    {
        if (Vocabulary == 0)
            return;
        int largest = input.ToUInt16().Max();
        Air8RefusedException.Require(largest < Vocabulary, Air8Rule.Token, $"token {largest} is not below {Vocabulary}");
    }

    /// <summary>The smallest table that an Embedding of the input looks tokens up in; 2^16 where nothing limits them.</summary>
    private static int VocabularyOf(IReadOnlyList<Air8Operator> operators) =>
        operators[0].Type != ElementType.UInt16
            ? 0
            : operators
                .Where(op => op.Opcode == Air8Opcode.Embedding && !op.IsVariant && op.Inputs[0] == 0)
                .Select(op => (int)Math.Min(op.Parameters.Number, 1u << 16))
                .DefaultIfEmpty(1 << 16)
                .Min();

    private long BytesMax(ElementType type, TensorShape shape) => IsDecodeLoop ? 2L * shape.Width : Tensor.ByteCount(type, shape);

    private Tensor Decode(ElementType type, TensorShape most, ReadOnlySpan<byte> bytes)
    {
        if (!IsDecodeLoop)
            return Tensor.Decode(type, most, bytes);
        Air8RefusedException.Require(
            bytes.Length > 0 && bytes.Length % 2 == 0 && bytes.Length / 2 <= most.Width,
            Air8Rule.TensorLength,
            $"{bytes.Length} bytes; 1 to {most.Width} tokens of 2 bytes are wanted"
        );
        ushort[] tokens = new ushort[bytes.Length / 2];
        for (int i = 0; i < tokens.Length; i++)
            tokens[i] = BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]);
        return Tensor.FromUInt16(most.With(1, tokens.Length), tokens);
    }
}
