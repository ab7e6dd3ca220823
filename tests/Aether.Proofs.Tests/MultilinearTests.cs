namespace Aether.Proofs.Tests;

/// <summary>Tables, sumchecks and the transcript do what prover/PROOFS.md says.</summary>
public sealed class MultilinearTests
{
    private static readonly Fr[] Point = Samples.Mixed<ScalarModulus>(7, 3);

    [Fact]
    public void EqTable_HoldsEqAtEveryIndex()
    {
        Fr[] table = MultilinearTable.EqTable(Point);
        Fr[] scaled = MultilinearTable.EqTable(Point, 5);
        for (int index = 0; index < table.Length; index++)
        {
            Fr[] bits = [.. Enumerable.Range(0, 7).Select(i => (Fr)((index >> i) & 1))];
            Fr expected = Fr.One;
            for (int i = 0; i < 7; i++)
                expected *= bits[i].IsOne ? Point[i] : Fr.One - Point[i];
            Assert.Equal(expected, table[index]);
            Assert.Equal(expected, MultilinearTable.Eq(Point, bits));
            Assert.Equal(5 * expected, scaled[index]);
        }
        Assert.Equal([Fr.One], MultilinearTable.EqTable([]));
        Assert.Throws<ArgumentException>(() => MultilinearTable.Eq(Point, Point[1..]));
    }

    [Fact]
    public void Evaluate_IsFoldingOneCoordinateAfterTheOther_LowestFirst()
    {
        for (int n = 0; n <= 7; n++)
        {
            Fr[] table = Samples.Mixed<ScalarModulus>(1 << n, n);
            Fr value = MultilinearTable.Evaluate(table, Point.AsSpan(0, n));
            Span<Fr> left = table;
            for (int i = 0; i < n; i++)
                left = MultilinearTable.Fold(left, Point[i]);
            Assert.Equal(1, left.Length);
            Assert.Equal(left[0], value);
        }
    }

    [Fact]
    public void Evaluate_AtMoreCoordinates_IsZeroExtended()
    {
        Fr[] table = Samples.Mixed<ScalarModulus>(8, 5);
        Fr[] extended = [.. table, .. new Fr[120]];
        Assert.Equal(MultilinearTable.Evaluate(extended, Point), MultilinearTable.Evaluate(table, Point));
        Assert.Throws<ArgumentException>(() => MultilinearTable.Evaluate(table, Point.AsSpan(0, 2)));
        Assert.Throws<ArgumentException>(() => MultilinearTable.Evaluate(table.AsSpan(1), Point));
    }

    [Fact]
    public void ProductSum_OfUnequalLengths_EndsInTheProductsAtTheChallenges()
    {
        foreach (ProofEngine engine in ProofEngine.OfCpu)
        foreach (ProductSumExtension extension in Enum.GetValues<ProductSumExtension>())
        {
            const int Rounds = 10;
            int[] logs = [10, 1, 0, 3, 10, 9];
            using ProductSum sum = new(Rounds, engine);
            List<(Fr Factor, Fr[] Left, Fr[] Right)> terms = [];
            Fr claim = default;
            for (int i = 0; i < logs.Length; i++)
            {
                Fr[] left = Samples.Mixed<ScalarModulus>(1 << logs[i], 2 * i);
                Fr[] right = Samples.Mixed<ScalarModulus>(1 << logs[i], 2 * i + 1);
                Fr factor = Samples.Random<ScalarModulus>(new Random(i));
                terms.Add((factor, left, right));
                sum.Add(factor, [.. left], [.. right], extension);
                Fr total = factor * engine.Field.Dot(left, right);
                claim += extension == ProductSumExtension.Constant ? new Fr(1L << (Rounds - logs[i])) * total : total;
            }
            Fr[] challenges = Samples.Mixed<ScalarModulus>(Rounds, 77);
            foreach (Fr x in challenges)
            {
                Fr[] sent = sum.Round();
                (Fr c0, Fr c2) = (sent[0], sent[1]);
                Fr c1 = claim - c0 - c0 - c2;
                claim = c0 + x * (c1 + x * c2);
                sum.Bind(x);
            }
            Fr expected = default;
            foreach ((Fr factor, Fr[] left, Fr[] right) in terms)
            {
                ReadOnlySpan<Fr> at = extension == ProductSumExtension.Zero ? challenges : challenges.AsSpan(0, int.Log2(left.Length));
                expected += factor * MultilinearTable.Evaluate(left, at) * MultilinearTable.Evaluate(right, at);
            }
            Assert.Equal(expected, claim);
            Assert.Equal(MultilinearTable.Evaluate(terms[3].Left, challenges.AsSpan(0, 3)), sum.Values(3).Left);
        }
    }

    [Fact]
    public void Transcript_SeparatesTagsLengthsAndIndices()
    {
        static Fr After(Action<Transcript> say)
        {
            Transcript transcript = new();
            say(transcript);
            return transcript.Draw(0x41);
        }
        Fr[] drawn =
        [
            After(_ => { }),
            After(t => t.Absorb(1, [])),
            After(t => t.Absorb(2, [])),
            After(t => t.Absorb(1, [0])),
            After(t => t.Absorb(1, [0, 0])),
            After(t =>
            {
                t.Absorb(1, [0]);
                t.Absorb(1, [0]);
            }),
            new Transcript().Draw(0x42),
            .. new Transcript().Draw(0x41, 3)[1..],
        ];
        Assert.Equal(drawn.Length, drawn.Distinct().Count());
        Assert.Equal(new Transcript().Draw(0x41, 3)[0], drawn[0]);
        Transcript same = new();
        Assert.Equal(same.Draw(0x41), same.Draw(0x41));
    }

    [Fact]
    public void Transcript_TagsOfTheOtherKind_AreRefused()
    {
        foreach (byte tag in new byte[] { 0, 0x40, 0x41, 0x7f, 0x80, 0xff })
            Assert.Throws<ArgumentOutOfRangeException>(() => new Transcript().Absorb(tag, []));
        foreach (byte tag in new byte[] { 0, 1, 0x3f, 0x40, 0x80, 0xff })
            Assert.Throws<ArgumentOutOfRangeException>(() => new Transcript().Draw(tag));
        Assert.Throws<ArgumentException>(() => new Transcript(new byte[31]));
    }
}
