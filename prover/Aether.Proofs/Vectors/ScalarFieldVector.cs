namespace Aether.Proofs;

/// <summary>The reference: one element after the other.</summary>
internal sealed class ScalarFieldVector<TModulus> : FieldVector<TModulus>
    where TModulus : struct, IModulus
{
    public override string Name => "scalar";

    public override void Add(ReadOnlySpan<Element<TModulus>> left, ReadOnlySpan<Element<TModulus>> right, Span<Element<TModulus>> output)
    {
        RequireLength(output.Length, left.Length, right.Length);
        for (int i = 0; i < output.Length; i++)
            output[i] = left[i] + right[i];
    }

    public override void Subtract(
        ReadOnlySpan<Element<TModulus>> left,
        ReadOnlySpan<Element<TModulus>> right,
        Span<Element<TModulus>> output
    )
    {
        RequireLength(output.Length, left.Length, right.Length);
        for (int i = 0; i < output.Length; i++)
            output[i] = left[i] - right[i];
    }

    public override void Multiply(
        ReadOnlySpan<Element<TModulus>> left,
        ReadOnlySpan<Element<TModulus>> right,
        Span<Element<TModulus>> output
    )
    {
        RequireLength(output.Length, left.Length, right.Length);
        for (int i = 0; i < output.Length; i++)
            output[i] = left[i] * right[i];
    }

    public override void Scale(ReadOnlySpan<Element<TModulus>> values, Element<TModulus> factor, Span<Element<TModulus>> output)
    {
        RequireLength(output.Length, values.Length);
        for (int i = 0; i < output.Length; i++)
            output[i] = values[i] * factor;
    }

    public override void AddScaled(Span<Element<TModulus>> accumulator, ReadOnlySpan<Element<TModulus>> values, Element<TModulus> factor)
    {
        RequireLength(accumulator.Length, values.Length);
        for (int i = 0; i < accumulator.Length; i++)
            accumulator[i] += values[i] * factor;
    }

    public override void Fold(
        ReadOnlySpan<Element<TModulus>> low,
        ReadOnlySpan<Element<TModulus>> high,
        Element<TModulus> x,
        Span<Element<TModulus>> output
    )
    {
        RequireLength(output.Length, low.Length, high.Length);
        for (int i = 0; i < output.Length; i++)
            output[i] = low[i] + x * (high[i] - low[i]);
    }

    public override void FoldPairs(ReadOnlySpan<Element<TModulus>> pairs, Element<TModulus> x, Span<Element<TModulus>> output)
    {
        RequireLength(pairs.Length, 2 * output.Length);
        for (int i = 0; i < output.Length; i++)
            output[i] = pairs[2 * i] + x * (pairs[2 * i + 1] - pairs[2 * i]);
    }

    public override Element<TModulus> Dot(ReadOnlySpan<Element<TModulus>> left, ReadOnlySpan<Element<TModulus>> right)
    {
        RequireLength(left.Length, right.Length);
        Element<TModulus> sum = default;
        for (int i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }

    public override void Invert(Span<Element<TModulus>> values, Span<Element<TModulus>> scratch)
    {
        Element<TModulus> product = Element<TModulus>.One;
        for (int i = 0; i < values.Length; i++)
        {
            scratch[i] = product;
            product *= values[i];
        }
        Element<TModulus> inverse = product.Inverse();
        for (int i = values.Length - 1; i >= 0; i--)
        {
            Element<TModulus> value = values[i];
            values[i] = scratch[i] * inverse;
            inverse *= value;
        }
    }

    public override void Chord(
        ReadOnlySpan<Element<TModulus>> rise,
        ReadOnlySpan<Element<TModulus>> run,
        ReadOnlySpan<Element<TModulus>> xA,
        ReadOnlySpan<Element<TModulus>> yA,
        ReadOnlySpan<Element<TModulus>> xB,
        Span<Element<TModulus>> x,
        Span<Element<TModulus>> y
    )
    {
        RequireLength(rise.Length, run.Length, xA.Length, yA.Length, xB.Length, x.Length, y.Length);
        for (int i = 0; i < rise.Length; i++)
        {
            Element<TModulus> slope = rise[i] * run[i];
            Element<TModulus> sumX = slope.Square() - xA[i] - xB[i];
            (x[i], y[i]) = (sumX, slope * (xA[i] - sumX) - yA[i]);
        }
    }
}
