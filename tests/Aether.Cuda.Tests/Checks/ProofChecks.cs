using Aether.Proofs;

namespace Aether.Cuda.Tests;

/// <summary>Field kernels of proofs against one element after the other, with 0, 1 and p - 1 among the values.</summary>
internal static class ProofChecks
{
    private const int CountMax = 700;

    public static IEnumerable<KernelCheck> All =>
        [
            new("proofs-product", Product),
            new("proofs-fold", Fold),
            new("proofs-horner", Horner),
            new("proofs-sums", Sums),
            new("proofs-rows", Rows),
            new("proofs-inverse", Inverse),
        ];

    /// <summary>An element, an extreme one in four.</summary>
    public static Element<TModulus> Any<TModulus>(Random random)
        where TModulus : struct, IModulus
    {
        switch (random.Next(12))
        {
            case 0:
                return default;
            case 1:
                return Element<TModulus>.One;
            case 2:
                return -Element<TModulus>.One;
            default:
                byte[] bytes = new byte[Element<TModulus>.Bytes];
                random.NextBytes(bytes);
                return Element<TModulus>.ReadReduced(bytes);
        }
    }

    public static Fr[] Any(Random random, int count)
    {
        Fr[] values = new Fr[count];
        for (int i = 0; i < count; i++)
            values[i] = Any<ScalarModulus>(random);
        return values;
    }

    private static void Product(KernelBench bench, Random random)
    {
        int count = random.Next(1, CountMax);
        (Fr[] left, Fr[] right) = (Any(random, count), Any(random, count));
        CudaBuffer made = bench.Empty((long)count * Fr.Bytes);
        bench.Proofs.FrProduct(bench.Stream, new(bench.Put<Fr>(left).Address, bench.Put<Fr>(right).Address, made.Address, (ulong)count));
        KernelCheck.Same([.. left.Zip(right, (l, r) => l * r)], bench.Get<Fr>(made, count), "products mod r");
        Fq[] a = [.. Enumerable.Range(0, count).Select(_ => Any<BaseModulus>(random))];
        Fq[] b = [.. Enumerable.Range(0, count).Select(_ => Any<BaseModulus>(random))];
        bench.Proofs.FqProduct(bench.Stream, new(bench.Put<Fq>(a).Address, bench.Put<Fq>(b).Address, made.Address, (ulong)count));
        KernelCheck.Same([.. a.Zip(b, (l, r) => l * r)], bench.Get<Fq>(made, count), "products mod q");
        Fr factor = Any<ScalarModulus>(random);
        CudaBuffer sums = bench.Put<Fr>(right);
        bench.Proofs.AddScaled(
            bench.Stream,
            new AddScaledArgs(bench.Put<Fr>(left).Address, sums.Address, (ulong)count) { Factor = factor }
        );
        KernelCheck.Same([.. left.Zip(right, (l, r) => r + (l * factor))], bench.Get<Fr>(sums, count), "scaled sums");
    }

    private static void Fold(KernelBench bench, Random random)
    {
        int half = random.Next(1, CountMax / 2);
        int tables = random.Next(1, 5);
        Fr word = Any<ScalarModulus>(random);
        Fr[][] pairs = [.. Enumerable.Range(0, tables).Select(_ => Any(random, 2 * half))];
        CudaBuffer[] made = [.. pairs.Select(_ => bench.Empty((long)half * Fr.Bytes))];
        FoldArgs args = new(DeviceTables.Of([.. pairs.Select(table => bench.Put<Fr>(table))]), DeviceTables.Of(made), (ulong)half)
        {
            Word = word,
        };
        bench.Proofs.Fold(bench.Stream, tables, args);
        for (int t = 0; t < tables; t++)
        {
            Fr[] expected = new Fr[half];
            Reference.FoldPairs(pairs[t], word, expected);
            KernelCheck.Same(expected, bench.Get<Fr>(made[t], half), $"fold of table {t}");
        }
    }

    private static void Horner(KernelBench bench, Random random)
    {
        (int rows, int width) = (random.Next(1, 40), random.Next(1, 200));
        Fr word = Any<ScalarModulus>(random);
        Fr[] table = Any(random, rows * width);
        Fr[] quotient = new Fr[(rows - 1) * width];
        Fr[] rest = new Fr[width];
        for (int row = rows - 1; row >= 0; row--)
        {
            for (int column = 0; column < width; column++)
            {
                Fr above = row + 1 < rows ? quotient[(row * width) + column] : default;
                Fr value = table[(row * width) + column] + (above * word);
                if (row > 0)
                    quotient[((row - 1) * width) + column] = value;
                else
                    rest[column] = value;
            }
        }
        CudaBuffer device = bench.Put<Fr>(table);
        CudaBuffer madeQuotient = bench.Empty(Math.Max(1, quotient.Length) * (long)Fr.Bytes);
        CudaBuffer madeRest = bench.Empty((long)width * Fr.Bytes);
        HornerArgs args = new(device.Address, madeQuotient.Address, madeRest.Address, (uint)rows, (uint)width) { Word = word };
        bench.Proofs.ColumnHorner(bench.Stream, args);
        KernelCheck.Same(quotient, bench.Get<Fr>(madeQuotient, quotient.Length), "quotient by X^width");
        KernelCheck.Same(rest, bench.Get<Fr>(madeRest, width), "rest by X^width");

        // Both halves of a division by X - word, in place; the host has its turn between them.
        CudaBuffer ends = bench.Empty((long)rows * Fr.Bytes);
        HornerArgs first = new(device.Address, 0, ends.Address, (uint)rows, (uint)width) { Word = word };
        bench.Proofs.RowHorner(bench.Stream, first);
        Fr[] above2 = DeviceOpening.Carries(bench.Get<Fr>(ends, rows), word, width);
        bench.Proofs.RowHorner(bench.Stream, first with { Quotient = device.Address, Rest = bench.Put<Fr>(above2).Address });
        KernelCheck.Same([.. Polynomial.Divide(table, word), default], bench.Get<Fr>(device, table.Length), "quotient by X - word");
    }

    private static void Sums(KernelBench bench, Random random)
    {
        int pairs = random.Next(1, random.Next(2) == 0 ? 20 : 3000);
        Fr[][] tables = [.. Enumerable.Range(0, 4).Select(_ => Any(random, 2 * pairs))];
        CudaBuffer[] device = [.. tables.Select(table => bench.Put<Fr>(table))];
        int blocks = bench.Proofs.Blocks(pairs);
        CudaBuffer partial = bench.Empty(4L * blocks * Fr.Bytes);
        Fr[] Sum(int columns)
        {
            CudaBuffer sums = bench.Empty((long)columns * Fr.Bytes);
            bench.Proofs.ColumnSums(bench.Stream, new(partial.Address, sums.Address, (ulong)blocks, (ulong)columns));
            return bench.Get<Fr>(sums, columns);
        }
        bench.Proofs.ProductSums(bench.Stream, new(device[0].Address, device[1].Address, partial.Address, (ulong)pairs));
        (Fr c0, Fr c2) = (default, default);
        for (int i = 0; i < pairs; i++)
        {
            c0 += tables[0][2 * i] * tables[1][2 * i];
            c2 += (tables[0][(2 * i) + 1] - tables[0][2 * i]) * (tables[1][(2 * i) + 1] - tables[1][2 * i]);
        }
        KernelCheck.Same([c0, c2], Sum(2), "sums of a round of products");

        Fr share = Any<ScalarModulus>(random);
        foreach (
            LookupSide side in new LookupSide[]
            {
                new SlotSide(tables[0], tables[1], tables[2], tables[3], share),
                new RowSide(tables[0], tables[1], tables[2], tables[3], share),
                new RowSide(tables[0], tables[1], tables[2], null, share),
            }
        )
        {
            Fr[] expected = new Fr[5];
            side.AddRound(0, 1, expected);
            LookupSumsArgs args = new(DeviceTables.Of(device[..side.Tables.Count]), partial.Address, (ulong)pairs, share, Fr.One);
            if (side is SlotSide)
                bench.Proofs.SlotSums(bench.Stream, args);
            else
                bench.Proofs.RowSums(bench.Stream, args);
            KernelCheck.Same(
                [expected[0], .. expected[2..]],
                Sum(4),
                $"sums of a round of {side.GetType().Name}, {side.Tables.Count} tables"
            );
        }
    }

    private static void Rows(KernelBench bench, Random random)
    {
        (int rows, int width) = (random.Next(1, 12), random.Next(2, 300));
        Fr[] table = Any(random, rows * width);
        Fr[] vector = Any(random, width);
        CudaBuffer made = bench.Empty((long)Math.Max(rows, width) * Fr.Bytes);
        bench.Proofs.RowProducts(
            bench.Stream,
            rows,
            new(bench.Put<Fr>(table).Address, bench.Put<Fr>(vector).Address, made.Address, (ulong)width)
        );
        Fr[] expected = new Fr[rows];
        for (int row = 0; row < rows; row++)
            expected[row] = Reference.Dot(table.AsSpan(row * width, width), vector);
        KernelCheck.Same(expected, bench.Get<Fr>(made, rows), "rows times a vector");

        (Fr[] e, Fr[] h, Fr[] f, Fr factor) = (Any(random, width), Any(random, width), Any(random, width), Any<ScalarModulus>(random));
        SymmetricSumsArgs args = new(
            bench.Put<Fr>(vector).Address,
            bench.Put<Fr>(e).Address,
            bench.Put<Fr>(h).Address,
            bench.Put<Fr>(f).Address,
            made.Address,
            (ulong)width,
            factor
        );
        bench.Proofs.SymmetricSums(bench.Stream, args);
        KernelCheck.Same(CpuOpening.Symmetric(vector, e, h, f, factor, Reference), bench.Get<Fr>(made, width - 1), "symmetric sums");
    }

    private static void Inverse(KernelBench bench, Random random)
    {
        int count = random.Next(1, random.Next(2) == 0 ? 20 : 5000);
        Fr[] values = [.. Any(random, count).Select(value => value.IsZero ? Fr.One : value)];
        bool none = random.Next(3) == 0;
        if (none)
            values[random.Next(count)] = default;
        CudaBuffer device = bench.Put<Fr>(values);
        CudaBuffer zero = bench.Empty(sizeof(uint), clear: true);
        InverseArgs args = new(device.Address, bench.Empty((long)count * Fr.Bytes).Address, zero.Address, (ulong)count, Fr.One);
        bench.Proofs.Inverse(bench.Stream, args);
        KernelCheck.Same([none ? 1u : 0u], bench.Get<uint>(zero, 1), "whether there is a zero");
        if (none)
            return;
        Reference.Invert(values, new Fr[count]);
        KernelCheck.Same(values, bench.Get<Fr>(device, count), "inverses");
    }

    private static FieldVector<ScalarModulus> Reference => FieldVector<ScalarModulus>.All[0];
}
