using Aether.Hashing;

namespace Aether.Inference.Tests;

/// <summary>R-37: every structure is hashed under its own domain, and under any other it is another hash.</summary>
public sealed class DomainSeparationTests
{
    private static readonly Digest[] Fields =
    [
        .. Enumerable.Range(1, 10).Select(i => new Digest(Enumerable.Repeat((byte)i, 32).ToArray())),
    ];

    private static readonly byte[] Point = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

    /// <summary>Each structure as the library hashes it, beside its preimage written out by hand.</summary>
    public static TheoryData<string, byte, string, string> Structures()
    {
        Tensor tensor = Tensor.FromInt8(new TensorShape(3), [1, 2, 3]);
        byte[] leaf = [129, 130, 131, .. Enumerable.Repeat((byte)0x80, 253)];
        byte[] top = Hash(0x00, leaf);
        TheoryData<string, byte, string, string> data = [];
        Add(
            "content hash",
            0x03,
            [B(0), B(1), Point, B(2), Point, [0, 0, 0, 1], B(3)],
            Commitments.Content(Fields[0], Fields[1], Point, Fields[2], Point, 1, Fields[3])
        );
        Add("input commitment", 0x04, [B(0), B(1), Point], Commitments.Input(Fields[0], Fields[1], Point));
        Add("output commitment", 0x05, [B(0), B(1)], Commitments.Output(Fields[0], Fields[1]));
        Add(
            "tensor root",
            0x06,
            [
                [1, 4],
                Words(4, 1, 1, 1, 3, 1, 1, 1),
                Words(1),
                top[..1],
                top[1..],
            ],
            TensorTree.Root(tensor)
        );
        Add(
            "trace root",
            0x0a,
            [B(0), Words(2), Hash(0x01, Hash(0x00, B(1)), Hash(0x00, B(2)))],
            Commitments.Trace(Fields[0], Fields.AsSpan(1, 2))
        );
        Add("trace root of three", 0x0a, [B(0), Words(3), Three(B(1), B(2), B(3))], Commitments.Trace(Fields[0], Fields.AsSpan(1, 3)));
        Add("key hash", 0x0d, [B(0)], Commitments.KeyHash(Fields[0]));
        Add("trace salt", 0x0e, [B(0)], Commitments.TraceSalt(Fields[0]));
        Add("output salt", 0x0f, [B(0)], Commitments.OutputSalt(Fields[0]));
        Add(
            "state root",
            0x15,
            [Words(7), [0], B(0), [0, 1], Hash(0x00, B(1)), Hash(0x00, B(2))],
            Commitments.State(7, 0, Fields[0], [Fields[1]], [Fields[2]])
        );
        Add("training draw", 0x16, [B(0), [0], Words(7), [0, 0, 0, 3], [0, 0, 0, 1]], TrainingDraw.Of(Fields[0], 0, 7, 3, 1));
        byte[] set = TrainingSet.Write(new TensorShape(3), 2, [(1, tensor.Bytes.ToArray())]);
        Add("training set", 0x17, [set[..TrainingSet.HeaderSize], Hash(0x00, set[TrainingSet.HeaderSize..])], TrainingSet.Load(set).Root);
        return data;

        void Add(string name, byte domain, byte[][] fields, Digest hash) =>
            data.Add(name, domain, Convert.ToHexString([.. fields.SelectMany(field => field)]), hash.ToString());
    }

    [Theory]
    [MemberData(nameof(Structures))]
    public void R37_Structure_HasItsOwnDomainAlone(string name, byte domain, string fields, string hash)
    {
        byte[] preimage = Convert.FromHexString(fields);
        Assert.Equal(hash, new Digest(Hash(domain, preimage)).ToString());
        for (int other = 0; other < 256; other++)
        {
            if (other != domain)
                Assert.False(
                    string.Equals(hash, new Digest(Hash((byte)other, preimage)).ToString(), StringComparison.Ordinal),
                    $"{name} under {other:x2}"
                );
        }
    }

    [Fact]
    public void R37_DomainBytes_AreDistinctAndAsListed()
    {
        Domain[] domains = Enum.GetValues<Domain>();
        Assert.Equal(Enumerable.Range(0, 0x18), domains.Select(domain => (int)domain).Order());
    }

    [Fact]
    public void R37_StructuresOfEqualLength_DifferOnEqualFields()
    {
        Digest key = Fields[0];
        Digest[] hashes = [Commitments.KeyHash(key), Commitments.TraceSalt(key), Commitments.OutputSalt(key)];
        Assert.Equal(3, hashes.Distinct().Count());
        Assert.NotEqual(new Digest(Hash(0x01, B(0), B(1))), Commitments.Output(Fields[0], Fields[1]));
    }

    private static byte[] B(int field) => Fields[field].ToArray();

    private static byte[] Hash(byte domain, params byte[][] fields) => Keccak256.Hash([domain, .. fields.SelectMany(field => field)]);

    private static byte[] Three(byte[] a, byte[] b, byte[] c) =>
        Hash(0x01, Hash(0x01, Hash(0x00, a), Hash(0x00, b)), Hash(0x01, Hash(0x00, c), Hash(0x14)));

    private static byte[] Words(params ulong[] values) =>
        [.. values.SelectMany(value => BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value)))];
}
