using Aether.Inference;

namespace Aether.Prover.Tests;

/// <summary>Models of a few weights, for what the digits model cannot show.</summary>
internal static class SmallModels
{
    public const int Vocabulary = 8;

    /// <summary>A decode loop that says token + 1, and ends behind the last token of its vocabulary.</summary>
    /// <param name="length">Longest sequence.</param>
    public static byte[] Counting(int length = 16)
    {
        var builder = new Air8Builder();
        builder.DecodeLoop(length, Vocabulary - 1);
        var tokens = builder.Input(new TensorShape(1, length), ElementType.UInt16);
        var rows = new sbyte[Vocabulary * Vocabulary];
        for (var token = 0; token < Vocabulary; token++)
            rows[(token * Vocabulary) + Math.Min(token + 1, Vocabulary - 1)] = 1;
        builder.Output(builder.ArgMax(builder.Embedding(tokens, Vocabulary, Vocabulary, rows)));
        return builder.Build();
    }

    /// <summary>The same number for every input of four values.</summary>
    public static byte[] Constant(int bias)
    {
        var builder = new Air8Builder();
        var input = builder.Input(new TensorShape(4));
        var table = new sbyte[GraphHeader.LutSize];
        for (var v = 0; v < table.Length; v++)
            table[v] = (sbyte)Math.Clamp(v - 32768, -127, 127);
        builder.Output(builder.Gemm(input, 1, [0, 0, 0, 0], [bias], 0, builder.Table(table)));
        return builder.Build();
    }
}
