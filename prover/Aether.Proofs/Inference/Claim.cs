namespace Aether.Proofs;

/// <summary>What a column's block is claimed to sum to under a functional.</summary>
/// <param name="Column">Whose values are summed.</param>
/// <param name="ColumnLog">Logarithm of the column.</param>
/// <param name="Offset">First slot of the block, a multiple of its size.</param>
/// <param name="Block">Where the block's index bits come from; as a leaf of a tensor, or bit by bit.</param>
/// <param name="Functional">Over the coordinates of the tensor.</param>
/// <remarks>Source: prover/PROOFS.md, Functionals.</remarks>
internal sealed record Claim(Column Column, int ColumnLog, long Offset, TensorLeaf Block, Functional Functional)
{
    /// <summary>A functional of a block as it lies.</summary>
    public static Claim OfBlock(Column column, int columnLog, long offset, params IReadOnlyList<Factor> factors)
    {
        Functional functional = new(factors);
        return new Claim(column, columnLog, offset, TensorLeaf.Whole(-1, functional.Count), functional);
    }

    /// <summary>Value of the weight's multilinear extension at a point of n3 coordinates.</summary>
    public Fr WeightAt(ReadOnlySpan<Fr> rho)
    {
        Fr[] z = new Fr[Functional.Count];
        foreach ((int bit, bool value) in Block.Held)
            z[bit] = value ? Fr.One : Fr.Zero;
        Fr weight = Fr.One;
        for (int b = 0; b < Block.Bits.Count; b++)
        {
            if (Block.Bits[b].TensorBit is int bit)
                z[bit] = rho[b];
            else
                weight *= Block.Bits[b].Constant ? rho[b] : Fr.One - rho[b];
        }
        for (int b = Block.Bits.Count; b < rho.Length; b++)
            weight *= b < ColumnLog && ((Offset >> b) & 1) == 1 ? rho[b] : Fr.One - rho[b];
        return weight * Functional.At(z);
    }

    /// <summary>Adds the weight's values, times a factor, to a table of the column.</summary>
    public void AddWeight(Fr factor, Span<Fr> table, FieldVector<ScalarModulus> field)
    {
        Fr[] values = Functional.Table();
        if (Block.IsWholeOf(Functional.Count))
        {
            field.AddScaled(table.Slice((int)Offset, values.Length), values, factor);
            return;
        }
        for (int element = 0; element < values.Length; element++)
        {
            if (Block.IndexOf(element) is long index)
                table[(int)(Offset + index)] += factor * values[element];
        }
    }

    /// <summary>The sum of the column's block under the functional.</summary>
    public Fr SumOf(ReadOnlySpan<Fr> column, FieldVector<ScalarModulus> field)
    {
        Fr[] values = Functional.Table();
        if (Block.IsWholeOf(Functional.Count))
            return field.Dot(values, column.Slice((int)Offset, values.Length));
        Fr sum = Fr.Zero;
        for (int element = 0; element < values.Length; element++)
        {
            if (Block.IndexOf(element) is long index)
                sum += values[element] * column[(int)(Offset + index)];
        }
        return sum;
    }
}
