namespace Aether.Proofs;

/// <summary>What an opening comes to: it holds if e(Left, [1]_2) = e(Right, [tau]_2).</summary>
internal readonly record struct PairingSides(G1Point Left, G1Point Right)
{
    /// <param name="tauG2">[tau]_2 of the reference string.</param>
    public bool Hold(G2Point tauG2) => Pairing.ProductIsOne((Left, G2Point.Generator), (-Right, tauG2));
}
