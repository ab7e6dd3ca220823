using System.Text.Json;

namespace Aether.Proofs.Tests;

/// <summary>G1 agrees with the independent vectors; bytes that are no point are refused.</summary>
public sealed class G1Tests
{
    private static readonly JsonElement Curve = Vectors.All.GetProperty("curve");

    [Fact]
    public void Multiples_AgreeWithTheVectors()
    {
        foreach (JsonElement row in Curve.GetProperty("multiples").EnumerateArray())
        {
            Fr k = Fr.Read(row.Bytes("k"));
            Assert.Equal(row.Bytes("g1"), (k * G1Point.Generator).ToBytes());
            Assert.Equal(k * G1Point.Generator, G1Point.Read(row.Bytes("g1")));
        }
    }

    [Fact]
    public void Sums_AgreeWithTheVectors_InAllThreeForms()
    {
        foreach (JsonElement row in Curve.GetProperty("sums").EnumerateArray())
        {
            G1Point a = G1Point.Read(row.Bytes("a"));
            G1Point b = G1Point.Read(row.Bytes("b"));
            Assert.Equal(row.Bytes("sum"), (a + b).ToBytes());
            G1Jacobian scaled = b.ToJacobian().Doubled() + -b;
            Assert.Equal(row.Bytes("sum"), (a.ToJacobian() + scaled).ToAffine().ToBytes());
            Assert.Equal(row.Bytes("sum"), (scaled + a).ToAffine().ToBytes());
        }
    }

    [Fact]
    public void Read_OffTheCurveOrNotCanonical_IsRefused()
    {
        foreach (JsonElement bytes in Curve.GetProperty("off").EnumerateArray())
            Assert.Throws<FieldFormatException>(() => G1Point.Read(bytes.Bytes()));
        Assert.Throws<FieldFormatException>(() => G1Point.Read(new byte[63]));
        Assert.Throws<FieldFormatException>(() => G1Point.Read(new byte[65]));
        Assert.True(G1Point.Read(new byte[64]).IsInfinity);
    }
}
