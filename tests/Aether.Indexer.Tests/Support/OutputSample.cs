using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Indexer.Tests.Support;

/// <summary>An output of one leaf with its commitments, built here from the formulas and not by the programs under test.</summary>
public sealed record OutputSample
{
    private static readonly byte[] Header = [1, 1, .. new byte[64]];
    private static readonly byte[] Leaf = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    public required Bytes32 OutputCommit { get; init; }

    public Bytes32 CipherCommit { get; init; }

    public Bytes32 KeyHash { get; init; }

    public Bytes32 Key { get; init; }

    /// <summary>salt' 32 | header 66 | one leaf of 256: what answers a demand for a public output.</summary>
    public byte[] Bytes { get; init; } = [];

    public Complaint Complaint { get; init; }

    public static OutputSample Public()
    {
        byte[] salt = [.. Enumerable.Repeat((byte)9, 32)];
        var root = Root(Bytes32.Keccak([0x00, .. Leaf]));
        return new OutputSample
        {
            OutputCommit = Bytes32.Keccak([0x05, .. salt, .. root.ToArray()]),
            Bytes = [.. salt, .. Header, .. Leaf],
        };
    }

    /// <summary>Sealed, and claimed to be another output than the package holds.</summary>
    public static OutputSample SealedWrong()
    {
        var key = Bytes32.Keccak([7]);
        var top = Bytes32.Keccak([0x00, .. Leaf]);
        var cipherRoot = Bytes32.Keccak([8]);
        return new OutputSample
        {
            OutputCommit = Bytes32.Keccak([5]),
            CipherCommit = ProtocolHash.CipherCommit(Root(top), cipherRoot),
            Key = key,
            KeyHash = ProtocolHash.KeyHash(key),
            Complaint = new Complaint
            {
                Header = Header,
                Count = 1,
                Top = top,
                CipherRoot = cipherRoot,
                Index = 0,
                LeafHash = Bytes32.Zero,
                LeafPath = [],
                CipherLeaf = [],
                CipherPath = [],
            },
        };
    }

    private static Bytes32 Root(Bytes32 top) => Bytes32.Keccak([0x06, .. Header, 0, 0, 0, 0, 0, 0, 0, 1, .. top.ToArray()]);
}
