namespace Aether.Proofs;

/// <summary>The value of a bias' four digits: 128^d at digit d.</summary>
internal sealed class DigitFactor : Factor
{
    private static readonly Fr First = 128;
    private static readonly Fr Second = 128 * 128;

    public override int Count => 2;

    public override Fr At(ReadOnlySpan<Fr> z) => (Fr.One - z[0] + (First * z[0])) * (Fr.One - z[1] + (Second * z[1]));

    public override Fr[] Table() => [Fr.One, First, Second, First * Second];
}
