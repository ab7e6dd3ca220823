using System.Globalization;
using System.Text.Json.Nodes;
using Aether.Harness;

namespace Aether.Simulation.Tests;

/// <summary>The simulation counts as the contracts do: both read tests/vectors/auction.json.</summary>
public sealed class VectorTests
{
    private static readonly JsonNode s_vectors = JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "vectors", "auction.json")))!;

    [Fact]
    public void PriceCurve_MatchesTheVectors()
    {
        JsonArray cases = s_vectors["prices"]!.AsArray();
        Assert.NotEmpty(cases);
        foreach (JsonNode? one in cases)
        {
            uint exclusiveSecs = (uint)Number(one!, "exclusiveSecs");
            var curve = new PriceCurve(
                Number(one!, "minPrice"),
                Number(one!, "maxPrice"),
                exclusiveSecs,
                (uint)Number(one!, "rampSecs"),
                0
            );
            Assert.Equal(Number(one!, "price"), curve.At((ulong)Number(one!, "second")));
        }
    }

    [Fact]
    public void Settlement_MatchesTheVectors()
    {
        JsonArray cases = s_vectors["settlements"]!.AsArray();
        Assert.NotEmpty(cases);
        foreach (JsonNode? one in cases)
        {
            UInt128 price = Number(one!, "price");
            UInt128 collateral = Number(one!, "collateral");
            var paid = Settlement.Paid(price, collateral, (uint)Number(one!, "feeBps"));
            Assert.Equal(Number(one!["paid"]!, "toProvider"), paid.ToProvider);
            Assert.Equal(Number(one["paid"]!, "fee"), paid.Fee);
            var declined = Settlement.Declined(price, collateral);
            Assert.Equal(Number(one["declined"]!, "burned"), declined.Burned);
            Assert.Equal(Number(one["declined"]!, "collateralBack"), declined.CollateralBack);
            var expired = Settlement.Expired(price, collateral);
            Assert.Equal(Number(one["expired"]!, "compensation"), expired.Compensation);
            Assert.Equal(Number(one["expired"]!, "burned"), expired.Burned);
            var quarrelled = Settlement.Quarrelled(price, collateral);
            Assert.Equal(Number(one["quarrelled"]!, "refund"), quarrelled.Refund);
            Assert.Equal(Number(one["quarrelled"]!, "burned"), quarrelled.Burned);
            Assert.Equal(Number(one["quarrelled"]!, "collateralBack"), quarrelled.CollateralBack);
            foreach (Settlement end in (Settlement[])[paid, declined, expired, quarrelled])
                Assert.Equal(
                    price + collateral,
                    end.ToProvider + end.Fee + end.Refund + end.Compensation + end.Burned + end.CollateralBack
                );
        }
    }

    private static UInt128 Number(JsonNode owner, string name) =>
        UInt128.Parse(owner[name]!.GetValue<string>(), CultureInfo.InvariantCulture);
}
