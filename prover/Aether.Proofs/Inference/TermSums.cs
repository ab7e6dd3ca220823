using Aether.Inference;

namespace Aether.Proofs;

/// <summary>The first sumcheck's beginning and end: all products of a network in one claim.</summary>
/// <remarks>Source: prover/PROOFS.md, Protocol, 4 and 5.</remarks>
internal static class TermSums
{
    /// <summary>sum over i of lambda^i 2^(kmax - k_i) (acc_i - B_i).</summary>
    public static Fr Claim(ProofPlan plan, IReadOnlyList<Fr> sums, Fr lambda)
    {
        Fr claim = Fr.Zero;
        Fr power = Fr.One;
        int term = 0;
        for (int id = 0; id < plan.Model.Operators.Count; id++)
        {
            if (!ProofPlan.IsTerm(plan.Model.Operators[id]))
                continue;
            Fr repeated = new(1L << (plan.TermLog - plan.SummedLog(id)));
            claim += power * repeated * sums[term++];
            power *= lambda;
        }
        return claim;
    }

    /// <summary>sum over i of lambda^i a_i w_i.</summary>
    public static Fr Products(IReadOnlyList<(Fr Tensor, Fr Weight)> terms, Fr lambda)
    {
        Fr sum = Fr.Zero;
        for (int i = terms.Count - 1; i >= 0; i--)
            sum = (sum * lambda) + (terms[i].Tensor * terms[i].Weight);
        return sum;
    }
}
