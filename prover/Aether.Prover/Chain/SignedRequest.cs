using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Prover.Chain;

/// <summary>A Request with its requester's signature; empty where the Request was posted on chain.</summary>
public sealed record SignedRequest(Request Request, byte[] Signature)
{
    /// <summary>An ECDSA signature has 65 bytes; contract wallets answer for longer ones.</summary>
    public const int SignatureBytesMax = 1024;

    public UInt256 JobId => EntityId.Pack(Request.Requester, Request.Nonce);
}
