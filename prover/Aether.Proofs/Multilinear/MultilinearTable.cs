namespace Aether.Proofs;

/// <summary>Functions of n coordinates, linear in each, by their values at 0 and 1: index bit i is coordinate i.</summary>
public static class MultilinearTable
{
    /// <summary>p x + (1 - p)(1 - x), over all coordinates.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Fr Eq(ReadOnlySpan<Fr> left, ReadOnlySpan<Fr> right)
    {
        if (left.Length != right.Length)
            throw new ArgumentException($"{left.Length} coordinates against {right.Length}.", nameof(right));
        Fr product = Fr.One;
        for (int i = 0; i < left.Length; i++)
        {
            Fr both = left[i] * right[i];
            product *= both + both + Fr.One - left[i] - right[i];
        }
        return product;
    }

    /// <summary>The values eq(point, i) for every index i, lowest bit first.</summary>
    /// <returns>2^n values.</returns>
    public static Fr[] EqTable(ReadOnlySpan<Fr> point) => EqTable(point, Fr.One);

    /// <summary>As <see cref="EqTable(ReadOnlySpan{Fr})"/>, times a factor.</summary>
    public static Fr[] EqTable(ReadOnlySpan<Fr> point, Fr factor) => EqTable(point, factor, FieldVector<ScalarModulus>.Widest);

    internal static Fr[] EqTable(ReadOnlySpan<Fr> point, Fr factor, FieldVector<ScalarModulus> field)
    {
        Fr[] table = new Fr[1 << point.Length];
        table[0] = factor;
        for (int i = 0; i < point.Length; i++)
        {
            Span<Fr> low = table.AsSpan(0, 1 << i);
            Span<Fr> high = table.AsSpan(1 << i, 1 << i);
            field.Scale(low, point[i], high);
            field.Subtract(low, high, low);
        }
        return table;
    }

    /// <summary>The value at a point of as many coordinates as the table has, or more: beyond them it is zero-extended.</summary>
    /// <param name="table">2^n values.</param>
    /// <exception cref="ArgumentException">No power of two, or fewer coordinates than the table has.</exception>
    public static Fr Evaluate(ReadOnlySpan<Fr> table, ReadOnlySpan<Fr> point) => Evaluate(table, point, FieldVector<ScalarModulus>.Widest);

    internal static Fr Evaluate(ReadOnlySpan<Fr> table, ReadOnlySpan<Fr> point, FieldVector<ScalarModulus> field)
    {
        int variables = RequireLog(table.Length);
        if (point.Length < variables)
            throw new ArgumentException($"A table of {variables} coordinates has no value at {point.Length}.", nameof(point));
        // The upper half of the coordinates through one dot product a row, the lower through another: no copy of the table.
        int low = variables / 2;
        Fr[] row = EqTable(point[..low], Fr.One, field);
        Fr[] column = EqTable(point[low..variables], Fr.One, field);
        Fr sum = default;
        for (int i = 0; i < column.Length; i++)
            sum += column[i] * field.Dot(table.Slice(i * row.Length, row.Length), row);
        foreach (Fr rest in point[variables..])
            sum *= Fr.One - rest;
        return sum;
    }

    /// <summary>Binds the lowest coordinate in place.</summary>
    /// <returns>The first half, which holds what is left.</returns>
    public static Span<Fr> Fold(Span<Fr> table, Fr x)
    {
        RequireLog(table.Length);
        Span<Fr> half = table[..(table.Length / 2)];
        FieldVector<ScalarModulus>.Widest.FoldPairs(table, x, half);
        return half;
    }

    internal static int RequireLog(int length) =>
        System.Numerics.BitOperations.IsPow2(length)
            ? System.Numerics.BitOperations.Log2((uint)length)
            : throw new ArgumentException($"A table has a power of two of values, not {length}.", nameof(length));
}
