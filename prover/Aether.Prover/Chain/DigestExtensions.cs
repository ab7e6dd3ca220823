using Aether.Ethereum;
using Aether.Inference;

namespace Aether.Prover.Chain;

/// <summary>The same 32 bytes, as Aether.Inference and as Aether.Ethereum hold them: neither knows the other.</summary>
public static class DigestExtensions
{
    public static Bytes32 ToBytes32(this Digest digest) => new(digest.ToArray());

    public static Digest ToDigest(this Bytes32 value) => new(value.ToArray());
}
