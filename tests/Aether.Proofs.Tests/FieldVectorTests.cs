namespace Aether.Proofs.Tests;

/// <summary>Every kernel of every width gives the bytes of the scalar reference, on random and extreme elements, at every tail length.</summary>
public sealed class ScalarFieldVectorTests : FieldVectorTests<ScalarModulus>;

public sealed class BaseFieldVectorTests : FieldVectorTests<BaseModulus>;

public abstract class FieldVectorTests<TModulus>
    where TModulus : struct, IModulus
{
    private static readonly int[] Lengths = [0, 1, 3, 4, 7, 8, 9, 16, 31, 32, 33, 64, 67, 200, 1025];

    [Fact]
    public void Everything_EqualsTheReference()
    {
        var reference = FieldVector<TModulus>.All[0];
        Assert.Equal("scalar", reference.Name);
        foreach (FieldVector<TModulus> vector in FieldVector<TModulus>.All)
        foreach (int length in Lengths)
        {
            Element<TModulus>[] a = Samples.Mixed<TModulus>(length, 3 * length + 1);
            Element<TModulus>[] b = Samples.Mixed<TModulus>(length, 3 * length + 2);
            Element<TModulus>[] c = Samples.Mixed<TModulus>(length, 3 * length + 3);
            Element<TModulus>[] pairs = Samples.Mixed<TModulus>(2 * length, 5 * length + 3);
            Equal(length, vector, (each, o) => each.Add(a, b, o));
            Equal(length, vector, (each, o) => each.Subtract(a, b, o));
            Equal(length, vector, (each, o) => each.Multiply(a, b, o));
            foreach (Element<TModulus> x in Samples.Mixed<TModulus>(6, length))
            {
                Equal(length, vector, (each, o) => each.Scale(a, x, o));
                Equal(length, vector, (each, o) => each.Fold(a, b, x, o));
                Equal(length, vector, (each, o) => each.FoldPairs(pairs, x, o));
                Equal(
                    length,
                    vector,
                    (each, o) =>
                    {
                        a.CopyTo(o, 0);
                        each.AddScaled(o, b, x);
                    }
                );
            }
            Assert.Equal(reference.Dot(a, b), vector.Dot(a, b));
            Equal(length, vector, (each, o) => each.Chord(a, b, c, a, b, o, new Element<TModulus>[length]));
            Equal(length, vector, (each, o) => each.Chord(a, b, c, a, b, new Element<TModulus>[length], o));
            Element<TModulus>[] units = [.. a.Select(value => value.IsZero ? Element<TModulus>.One : value)];
            Equal(
                length,
                vector,
                (each, o) =>
                {
                    units.CopyTo(o, 0);
                    each.Invert(o, new Element<TModulus>[length]);
                }
            );
        }
    }

    [Fact]
    public void Products_OfEveryEdgeWithEveryEdge_EqualTheReference()
    {
        Element<TModulus>[] edges = Samples.Edges<TModulus>();
        Element<TModulus>[] a = [.. edges.SelectMany(x => edges.Select(_ => x))];
        Element<TModulus>[] b = [.. edges.SelectMany(_ => edges)];
        foreach (FieldVector<TModulus> vector in FieldVector<TModulus>.All)
        {
            Equal(a.Length, vector, (each, o) => each.Multiply(a, b, o));
            Equal(a.Length, vector, (each, o) => each.Add(a, b, o));
            Equal(a.Length, vector, (each, o) => each.Subtract(a, b, o));
        }
    }

    [Fact]
    public void FoldPairs_InPlace_EqualsItself()
    {
        foreach (FieldVector<TModulus> vector in FieldVector<TModulus>.All)
        {
            Element<TModulus>[] pairs = Samples.Mixed<TModulus>(200, 9);
            Element<TModulus>[] expected = new Element<TModulus>[100];
            vector.FoldPairs(pairs, pairs[7], expected);
            vector.FoldPairs(pairs, pairs[7], pairs.AsSpan(0, 100));
            Assert.Equal(expected, pairs[..100]);
        }
    }

    [Fact]
    public void Invert_OfAZero_Throws()
    {
        foreach (FieldVector<TModulus> vector in FieldVector<TModulus>.All)
        foreach (int zero in new[] { 0, 31, 63, 66 })
        {
            Element<TModulus>[] values = [.. Enumerable.Repeat(Element<TModulus>.One, 67)];
            values[zero] = default;
            Assert.Throws<DivideByZeroException>(() => vector.Invert(values, new Element<TModulus>[67]));
        }
    }

    [Fact]
    public void Lengths_ThatDiffer_AreRefused()
    {
        foreach (FieldVector<TModulus> vector in FieldVector<TModulus>.All)
        {
            Assert.Throws<ArgumentException>(() =>
                vector.Multiply(new Element<TModulus>[8], new Element<TModulus>[9], new Element<TModulus>[8])
            );
            Assert.Throws<ArgumentException>(() => vector.FoldPairs(new Element<TModulus>[8], default, new Element<TModulus>[8]));
            Assert.Throws<ArgumentException>(() => vector.Dot(new Element<TModulus>[8], new Element<TModulus>[16]));
        }
    }

    private static void Equal(int length, FieldVector<TModulus> vector, Action<FieldVector<TModulus>, Element<TModulus>[]> run)
    {
        Element<TModulus>[] expected = new Element<TModulus>[length];
        Element<TModulus>[] actual = new Element<TModulus>[length];
        run(FieldVector<TModulus>.All[0], expected);
        run(vector, actual);
        Assert.Equal(expected, actual);
    }
}
