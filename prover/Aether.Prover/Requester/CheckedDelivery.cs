using Aether.Prover.Delivery;

namespace Aether.Prover.Requester;

/// <summary>What came of checking a delivery that is the one claimed.</summary>
public abstract record CheckedDelivery
{
    private CheckedDelivery() { }

    public sealed record Good(StoredAnswer Answer) : CheckedDelivery;

    public sealed record Faulty(SealedFault Fault) : CheckedDelivery;

    /// <summary>The ciphertext that was claimed; its key comes with the proof.</summary>
    public sealed record Closed(PointPackage Package) : CheckedDelivery;
}
