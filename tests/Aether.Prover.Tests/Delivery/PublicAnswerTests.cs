using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Aether.Ethereum;
using Aether.Harness;
using Aether.Inference;
using Aether.Prover.Delivery;

namespace Aether.Prover.Tests.Delivery;

/// <summary>A public output as the ExchangeBox takes it. Hashes are made here from the formulas of AIR8.md, not by the code under test.</summary>
public sealed class PublicAnswerTests
{
    private static readonly Digest Salt = new([.. Enumerable.Repeat((byte)9, 32)]);

    [Fact]
    public void WriteAndRead_MatchTheVectors()
    {
        var vectors = JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "vectors", "protocol.json")))!["publicAnswer"]!.AsArray();
        Assert.NotEmpty(vectors);
        foreach (var one in vectors)
        {
            byte[] Field(string name) => Hex.Parse(one![name]!.GetValue<string>());
            var header = Field("header");
            int Live(int axis) => (int)BinaryPrimitives.ReadUInt64BigEndian(header.AsSpan(34 + (8 * axis)));
            var (type, shape) = ((ElementType)header[0], new TensorShape(Live(0), Live(1), Live(2), Live(3)));
            var output = Tensor.Decode(type, shape, Field("bytes"));
            Assert.Equal(header, TensorTree.Header(output));
            Assert.Equal(Field("outputCommit"), Commitments.Output(new Digest(Field("salt")), output).ToArray());
            Assert.Equal(Field("answer"), PublicAnswer.Write(new Digest(Field("salt")), output));
            Assert.Equal(output.Bytes.ToArray(), PublicAnswer.Read(Field("answer"), type, shape).Output.Bytes.ToArray());
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(256)]
    [InlineData(300)]
    public void Write_OpensTheOutputCommitment(int elements)
    {
        var output = Output(elements);
        var answer = PublicAnswer.Write(Salt, output);
        Assert.Equal(PublicAnswer.ByteCount(output.Type, output.Shape), answer.Length);
        Assert.Equal(0, (answer.Length - 98) % 256);

        List<Bytes32> level = [.. answer[98..].Chunk(256).Select(leaf => Bytes32.Keccak([0x00, .. leaf]))];
        var count = (byte)level.Count;
        var filler = Bytes32.Keccak([0x14]);
        while (level.Count > 1)
        {
            level =
            [
                .. level
                    .Chunk(2)
                    .Select(pair => Bytes32.Keccak([0x01, .. pair[0].ToArray(), .. (pair.Length == 2 ? pair[1] : filler).ToArray()])),
            ];
            filler = Bytes32.Keccak([0x01, .. filler.ToArray(), .. filler.ToArray()]);
        }

        var root = Bytes32.Keccak([0x06, .. answer[32..98], 0, 0, 0, 0, 0, 0, 0, count, .. level[0].ToArray()]);
        var commit = Bytes32.Keccak([0x05, .. answer[..32], .. root.ToArray()]);
        Assert.Equal(Commitments.Output(Salt, output).ToString(), commit.ToString());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300)]
    public void Read_GivesBackWhatWasWritten(int elements)
    {
        var output = Output(elements);
        var (salt, read) = PublicAnswer.Read(PublicAnswer.Write(Salt, output), output.Type, output.Shape);
        Assert.Equal(Salt, salt);
        Assert.Equal(output.Bytes.ToArray(), read.Bytes.ToArray());
    }

    [Fact]
    public void Read_AnyChangedByteOfHeaderOrFilling_IsRefused()
    {
        var output = Output(10);
        var good = PublicAnswer.Write(Salt, output);
        foreach (var at in Enumerable.Range(32, 66).Append(98 + 16).Append(good.Length - 1))
        {
            var changed = good.ToArray();
            changed[at] ^= 1;
            Assert.Throws<FormatException>(() => PublicAnswer.Read(changed, output.Type, output.Shape));
        }
        Assert.Throws<FormatException>(() => PublicAnswer.Read(good.AsSpan(1), output.Type, output.Shape));
        Assert.Throws<FormatException>(() => PublicAnswer.Read([], output.Type, output.Shape));
    }

    private static Tensor Output(int elements)
    {
        var shape = new TensorShape(elements);
        return Tensor.FromInt8(shape, [.. Enumerable.Range(0, elements).Select(i => (sbyte)(i % 100))]);
    }
}
