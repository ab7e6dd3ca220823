using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Prover.Chain;

/// <summary>A Request with the list behind its extrasHash and its requester's signature.</summary>
/// <param name="Signature">Empty where the Request was posted on chain.</param>
public sealed record SignedRequest(Request Request, IReadOnlyList<Split> Extras, byte[] Signature)
{
    /// <summary>An ECDSA signature has 65 bytes; contract wallets answer for longer ones.</summary>
    public const int SignatureBytesMax = 1024;

    /// <summary>The splits are the ones that were signed.</summary>
    public bool HasItsExtras => ProtocolHash.ExtrasHash(Extras) == Request.ExtrasHash;

    public UInt256 JobId => EntityId.Pack(Request.Requester, Request.Nonce);
}
