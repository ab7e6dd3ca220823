using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json.Nodes;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Harness;
using Aether.Inference;
using Aether.Prover.Delivery;

namespace Aether.Prover.Tests.Delivery;

/// <summary>A sealed output against the vectors that Solidity checks too, and against whoever changes a byte of it.</summary>
public sealed class SealedPackageTests
{
    private static readonly Digest Key = new([.. Enumerable.Repeat((byte)9, 32)]);
    private static readonly Bytes32 Order = Bytes32.Keccak([1]);

    private static JsonObject Vectors =>
        JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "vectors", "protocol.json")))!.AsObject();

    [Fact]
    public void Seal_MatchesTheVectors_AndOpens()
    {
        foreach (var one in Vectors["sealedPackage"]!.AsArray())
        {
            byte[] Field(string name) => Hex.Parse(one![name]!.GetValue<string>());
            Digest Hash(string name) => new(Field(name));
            var (type, shape) = Form(Field("header"));
            var key = Hash("key");
            var order = ProtocolHash.OrderKey(
                ulong.Parse(one!["chainId"]!.GetValue<string>(), CultureInfo.InvariantCulture),
                Address.Parse(one["market"]!.GetValue<string>()),
                UInt256.Parse(one["jobId"]!.GetValue<string>()),
                Address.Parse(one["provider"]!.GetValue<string>()),
                new Bytes32(Commitments.KeyHash(key).ToArray())
            );
            Assert.Equal(Field("orderKey"), order.ToArray());
            var read = SealedPackage.Parse(Field("answer"));
            Assert.Equal(SealedPackage.ByteCount(type, shape), read.Bytes.Length);
            Assert.Equal(Hash("outputRoot"), read.OutputRoot);
            Assert.Equal(Field("cipherCommit"), read.Commit.ToArray());
            Assert.Equal(Field("outputCommit"), Commitments.Output(Commitments.OutputSalt(key), read.OutputRoot).ToArray());
            Assert.Null(read.FaultyLeaf(key, order));
            // No model's output is int16: those are states of a training run, which are committed to and never handed over.
            if (type != ElementType.Int16)
            {
                var output = Tensor.Decode(type, shape, Field("bytes"));
                Assert.Equal(Field("answer"), SealedPackage.Seal(key, order, output).Bytes.ToArray());
                Assert.Equal(output.Bytes.ToArray(), read.Open(key, order, type, shape).Bytes.ToArray());
            }

            var opened = one["openedIndex"]!.GetValue<int>();
            var complaint = read.ComplaintAbout(opened);
            Assert.Equal(Texts(one["leafHashes"]!).Count, (int)complaint.Count.Low);
            Assert.Equal(Texts(one["leafHashes"]!)[opened], complaint.LeafHash.ToString());
            Assert.Equal(Texts(one["cipherLeaves"]!)[opened], Hex.Format(complaint.CipherLeaf));
            Assert.Equal(Texts(one["openedLeafPath"]!), complaint.LeafPath.Select(word => word.ToString()));
            Assert.Equal(Texts(one["openedCipherPath"]!), complaint.CipherPath.Select(word => word.ToString()));
            Assert.Equal(Field("top"), complaint.Top.ToArray());
            Assert.Equal(Field("cipherRoot"), complaint.CipherRoot.ToArray());
        }
    }

    [Fact]
    public void CiphertextOfPoint_MatchesTheVectors()
    {
        foreach (var one in Vectors["ciphertextOfPoint"]!.AsArray())
        {
            var words = new MerkleTree([.. Texts(one!["words"]!).Select(word => MerkleTree.Leaf(Hex.Parse(word)))]);
            var root = new Bytes32(words.Top.ToArray());
            Assert.Equal(one["cipherRoot"]!.GetValue<string>(), root.ToString());
            var commit = ProtocolHash.CipherCommit(root, Hex.Parse(one["point"]!.GetValue<string>()));
            Assert.Equal(one["cipherCommit"]!.GetValue<string>(), commit.ToString());
        }
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(256, 1)]
    [InlineData(300, 2)]
    [InlineData(4000, 16)]
    public void FaultyLeaf_AnyByteOfCiphertextOrPromise_IsFoundInItsLeaf(int elements, int leaves)
    {
        var good = SealedPackage.Seal(Key, Order, Output(elements));
        Assert.Equal(leaves, good.LeafCount);
        Assert.Null(good.FaultyLeaf(Key, Order));
        for (var leaf = 0; leaf < leaves; leaf++)
        {
            foreach (var at in new[] { 66 + (32 * leaf) + 31, 66 + (32 * leaves) + (256 * leaf), 66 + (32 * leaves) + (256 * leaf) + 255 })
            {
                var bytes = good.Bytes.ToArray();
                bytes[at] ^= 1;
                var bad = SealedPackage.Parse(bytes);
                Assert.Equal(leaf, bad.FaultyLeaf(Key, Order));
                Assert.NotEqual(good.Commit, bad.Commit);
            }
        }
        Assert.Equal(0, good.FaultyLeaf(Key, Bytes32.Keccak([2])));
        Assert.Equal(0, good.FaultyLeaf(new Digest(new byte[32]), Order));
    }

    [Fact]
    public void Open_AnotherShapeOrFilling_IsRefused()
    {
        var output = Output(10);
        var package = SealedPackage.Seal(Key, Order, output);
        Assert.Throws<FormatException>(() => package.Open(Key, Order, ElementType.Int8, new TensorShape(11)));
        Assert.Throws<FormatException>(() => package.Open(Key, Order, ElementType.UInt16, new TensorShape(10)));
        Assert.Throws<FormatException>(() => package.Open(Key, Order, ElementType.Int8, new TensorShape(300)));
        var header = package.Bytes.ToArray();
        header[65] ^= 1;
        Assert.Throws<FormatException>(() => SealedPackage.Parse(header).Open(Key, Order, output.Type, output.Shape));
    }

    [Fact]
    public void Parse_WhatIsNoHeaderWithWholeLeaves_IsRefused()
    {
        foreach (var length in new[] { 0, 65, 66, 66 + 287, 66 + 289, 66 + (288 * 57) })
            Assert.Throws<FormatException>(() => SealedPackage.Parse(new byte[length]));
        Assert.Equal(56, SealedPackage.Parse(new byte[66 + (288 * 56)]).LeafCount);
    }

    private static (ElementType Type, TensorShape Shape) Form(byte[] header)
    {
        int Live(int axis) => (int)BinaryPrimitives.ReadUInt64BigEndian(header.AsSpan(34 + (8 * axis)));
        return ((ElementType)header[0], new TensorShape(Live(0), Live(1), Live(2), Live(3)));
    }

    private static List<string> Texts(JsonNode list) => [.. list.AsArray().Select(entry => entry!.GetValue<string>())];

    private static Tensor Output(int elements) =>
        Tensor.FromInt8(new TensorShape(elements), [.. Enumerable.Range(0, elements).Select(i => (sbyte)(i % 100))]);
}
