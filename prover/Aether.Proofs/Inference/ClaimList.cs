namespace Aether.Proofs;

/// <summary>Claims with their values, in the order in which the third sumcheck weighs them.</summary>
internal sealed class ClaimList
{
    private readonly List<(Claim Claim, Fr Value)> _claims = [];

    public IReadOnlyList<(Claim Claim, Fr Value)> Claims => _claims;

    public void Add(Claim claim, Fr value) => _claims.Add((claim, value));

    /// <summary>sum over c of gamma^c v_c.</summary>
    public Fr Sum(Fr gamma)
    {
        Fr sum = Fr.Zero;
        for (int c = _claims.Count - 1; c >= 0; c--)
            sum = (sum * gamma) + _claims[c].Value;
        return sum;
    }
}
