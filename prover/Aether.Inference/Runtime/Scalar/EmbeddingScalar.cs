namespace Aether.Inference;

/// <summary>y(d, x, y, b) = W[d + F(d) t], t the token there, or x for positions.</summary>
/// <remarks>Source: prover/AIR8.md, Embedding. Tokens were compared with the vocabulary when the input came, or by the checker: X-06.</remarks>
internal static class EmbeddingScalar
{
    public static void Run(KernelCall call)
    {
        Frame tokens = call.In(0);
        Frame y = call.Out;
        ReadOnlySpan<byte> weights = call.Weights;
        int rowLog = y.Shape.Log(0);
        foreach (Row row in call.Box)
        {
            int token = call.Op.IsVariant ? row.X : tokens.UInt16(tokens.At(row));
            weights
                .Slice((token << rowLog) + call.Box.Start.Channels, call.Box.Channels)
                .CopyTo(y.Bytes[(y.At(row) + call.Box.Start.Channels)..]);
        }
    }
}
