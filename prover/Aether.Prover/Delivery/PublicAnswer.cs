using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;

namespace Aether.Prover.Delivery;

/// <summary>A public output as it is answered on chain: salt' 32 | header 66 | leaves of 256.</summary>
/// <remarks>Source: ExchangeBox.answerOutput.</remarks>
public static class PublicAnswer
{
    /// <summary>The most that ExchangeBox takes, bytes.</summary>
    public const int BytesMax = 16_448;

    private const int Front = Digest.Size + TensorTree.HeaderSize;

    /// <summary>Bytes of the answer for an output of this type and shape.</summary>
    public static long ByteCount(ElementType type, TensorShape shape) =>
        Front + (Tensor.ByteCount(type, shape) + TensorTree.LeafSize - 1) / TensorTree.LeafSize * TensorTree.LeafSize;

    public static byte[] Write(Digest salt, Tensor output) =>
        [.. salt.ToArray(), .. TensorTree.Header(output), .. TensorTree.LeafBytes(output)];

    /// <summary>The output commitment that an answer opens, whatever its shape.</summary>
    /// <exception cref="FormatException">Not a salt, a header and whole leaves.</exception>
    public static Bytes32 CommitOf(ReadOnlySpan<byte> answer)
    {
        if (answer.Length <= Front || (answer.Length - Front) % TensorTree.LeafSize != 0)
            throw new FormatException($"{answer.Length} bytes; an answer has {Front} and {TensorTree.LeafSize} for each leaf");
        var leaves = new MerkleTree([.. answer[Front..].ToArray().Chunk(TensorTree.LeafSize).Select(leaf => MerkleTree.Leaf(leaf))]);
        var root = TensorTree.Root(answer[Digest.Size..Front], (ulong)leaves.Count, leaves.Top);
        return Commitments.Output(new Digest(answer[..Digest.Size]), root).ToBytes32();
    }

    /// <exception cref="FormatException">It is no output of this type and shape.</exception>
    public static (Digest Salt, Tensor Output) Read(ReadOnlySpan<byte> answer, ElementType type, TensorShape shape)
    {
        var length = checked((int)ByteCount(type, shape));
        if (answer.Length != length)
            throw new FormatException($"{answer.Length} bytes; the answer for an output of {shape} {type} has {length}");
        Tensor output;
        try
        {
            output = Tensor.Decode(type, shape, answer.Slice(Front, checked((int)Tensor.ByteCount(type, shape))));
        }
        catch (Air8RefusedException e)
        {
            throw new FormatException(e.Message, e);
        }

        if (!answer[Digest.Size..].SequenceEqual([.. TensorTree.Header(output), .. TensorTree.LeafBytes(output)]))
            throw new FormatException("header or filling of the answer are not those of the model's output");
        return (new Digest(answer[..Digest.Size]), output);
    }
}
