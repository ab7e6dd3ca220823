using Aether.Inference;

namespace Aether.Proofs;

/// <summary>The second sumcheck's equation: every lookup is a row of the table.</summary>
/// <remarks>Source: prover/PROOFS.md, Columns, Lookups; Protocol, 7.</remarks>
internal sealed class LookupEquation(ProofPlan plan, Fr alpha, Fr beta)
{
    private readonly Fr _square = beta * beta;

    public Fr OfValue(Fr id, Fr value, Fr result) => alpha + id + (beta * value) + (_square * result);

    public Fr OfRemainder(Fr id, Fr remainder) => alpha + id + (beta * remainder);

    /// <summary>id(z): what the slots at a point look their values up in.</summary>
    public Fr ValueIdAt(ReadOnlySpan<Fr> z)
    {
        Fr sum = Fr.Zero;
        foreach (Air8Operator op in plan.Blocks)
            sum += plan.Table.ValuesOf(op).Id * Prefix(op.SlotOffset, op.Shape.FrameLog, z);
        return sum;
    }

    /// <summary>idr(z).</summary>
    public Fr RangeIdAt(ReadOnlySpan<Fr> z)
    {
        Fr sum = Fr.Zero;
        foreach (Air8Operator op in plan.Blocks)
            sum += (1 + op.Shift) * Prefix(op.SlotOffset, op.Shape.FrameLog, z);
        return sum;
    }

    /// <summary>D at a point of the table's coordinates.</summary>
    public Fr RowAt(ReadOnlySpan<Fr> z, Fr output)
    {
        Fr ids = Fr.Zero;
        Fr inputs = Fr.Zero;
        foreach (TableBlock block in plan.Table.Blocks)
        {
            Fr prefix = Prefix(block.Offset, block.Log, z);
            Fr index = Fr.Zero;
            for (int i = block.Log - 1; i >= 0; i--)
                index = index + index + z[i];
            ids += block.Id * prefix;
            inputs += prefix * (index + block.First);
        }
        return OfValue(ids, inputs, output);
    }

    /// <summary>eq of the bits of an offset above a block with the coordinates there.</summary>
    private static Fr Prefix(long offset, int log, ReadOnlySpan<Fr> z)
    {
        Fr product = Fr.One;
        for (int b = log; b < z.Length; b++)
            product *= ((offset >> b) & 1) == 1 ? z[b] : Fr.One - z[b];
        return product;
    }

    /// <summary>What the second sumcheck ends in.</summary>
    /// <param name="z">n2 coordinates.</param>
    /// <param name="tau">n2 words.</param>
    public Fr EndAt(ReadOnlySpan<Fr> z, ReadOnlySpan<Fr> tau, Fr mu, LookupValues at)
    {
        int slots = plan.SlotLog;
        int rows = plan.Table.Log;
        Fr a = OfValue(ValueIdAt(z[..slots]), at.Value, at.Result);
        Fr b = OfRemainder(RangeIdAt(z[..slots]), at.Remainder);
        Fr d = RowAt(z[..rows], at.Output);
        Fr square = mu * mu;
        Fr bySlot = (Eq(tau[..slots], z[..slots]) * ((at.Lookup * a * b) - a - b)) + (square * at.Lookup);
        Fr byRow = (mu * Eq(tau[..rows], z[..rows]) * ((at.TableLookup * d) - at.Count)) - (square * at.TableLookup);
        return (HalfPower(plan.LookupLog - slots) * bySlot) + (HalfPower(plan.LookupLog - rows) * byRow);
    }

    /// <summary>2^-n.</summary>
    public static Fr HalfPower(int n)
    {
        Fr power = Fr.One;
        Fr two = 2;
        for (int i = 0; i < n; i++)
            power *= two;
        return power.Inverse();
    }

    private static Fr Eq(ReadOnlySpan<Fr> left, ReadOnlySpan<Fr> right) => PointFactor.Of(left).At(right);
}
