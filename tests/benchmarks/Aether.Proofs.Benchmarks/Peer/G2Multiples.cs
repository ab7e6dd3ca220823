namespace Aether.Proofs.Benchmarks;

/// <summary>Multiples of the generator of G2 by many factors, as PointScaling.Multiples makes them in G1: a table by byte and place, one inversion a batch.</summary>
internal static class G2Multiples
{
    private const int Places = Fr.Bytes;
    private const int Block = 1024;

    private static readonly G2Point[] Table = Multiples();

    public static G2Point[] Of(Fr[] factors)
    {
        G2Point[] sums = new G2Point[factors.Length];
        Parallel.For(
            0,
            (factors.Length + Block - 1) / Block,
            block =>
            {
                int first = block * Block;
                int count = Math.Min(Block, factors.Length - first);
                Sum(factors.AsSpan(first, count), sums.AsSpan(first, count));
            }
        );
        return sums;
    }

    private static void Sum(ReadOnlySpan<Fr> factors, Span<G2Point> sums)
    {
        byte[] digits = new byte[factors.Length * Places];
        for (int i = 0; i < factors.Length; i++)
            factors[i].Write(digits.AsSpan(i * Places, Places));
        Fq2[] before = new Fq2[factors.Length];
        List<int> chords = new(factors.Length);
        for (int place = 0; place < Places; place++)
        {
            Fq2 product = Fq2.One;
            chords.Clear();
            for (int i = 0; i < factors.Length; i++)
            {
                G2Point addend = Addend(digits, i, place);
                if (addend.IsInfinity || sums[i].IsInfinity || addend.X == sums[i].X)
                {
                    sums[i] += addend;
                    continue;
                }
                before[i] = product;
                product *= addend.X - sums[i].X;
                chords.Add(i);
            }
            Fq2 inverse = product.Inverse();
            for (int chord = chords.Count - 1; chord >= 0; chord--)
            {
                int i = chords[chord];
                G2Point addend = Addend(digits, i, place);
                Fq2 run = addend.X - sums[i].X;
                Fq2 slope = (addend.Y - sums[i].Y) * before[i] * inverse;
                inverse *= run;
                Fq2 x = slope.Square() - sums[i].X - addend.X;
                sums[i] = new(x, slope * (sums[i].X - x) - sums[i].Y);
            }
        }
    }

    // Words are big-endian: the last byte has place 0.
    private static G2Point Addend(byte[] digits, int i, int place) => Table[(place << 8) + digits[i * Places + Places - 1 - place]];

    private static G2Point[] Multiples()
    {
        G2Point[] table = new G2Point[Places << 8];
        G2Point step = G2Point.Generator;
        for (int place = 0; place < Places; place++)
        {
            for (int digit = 1; digit < 256; digit++)
                table[(place << 8) + digit] = table[(place << 8) + digit - 1] + step;
            step += table[(place << 8) + 255];
        }
        return table;
    }
}
