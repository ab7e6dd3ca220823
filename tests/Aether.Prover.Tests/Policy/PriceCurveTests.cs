using Aether.Prover.Policy;

namespace Aether.Prover.Tests.Policy;

public sealed class PriceCurveTests
{
    private static readonly PriceCurve Curve = new(100, 200, RampStart: 1000, RampSecs: 10, ExclusiveSecs: 5, LockSecs: 30);

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1000, 100)]
    [InlineData(1005, 100)] // the last second of the exclusive window
    [InlineData(1006, 110)]
    [InlineData(1014, 190)]
    [InlineData(1015, 200)]
    [InlineData(1030, 200)]
    [InlineData(9999, 200)]
    public void PriceAt_RisesAfterTheExclusiveWindowAndStops(ulong time, uint expected) => Assert.Equal(expected, Curve.PriceAt(time));

    [Fact]
    public void PriceAt_RampZero_JumpsBehindTheWindow()
    {
        var jump = Curve with { RampSecs = 0 };
        Assert.Equal((UInt128)100, jump.PriceAt(1005));
        Assert.Equal((UInt128)200, jump.PriceAt(1006));
    }

    [Fact]
    public void PriceAt_RoundsDown()
    {
        var curve = new PriceCurve(0, 10, 0, RampSecs: 3, ExclusiveSecs: 0, LockSecs: 10);
        Assert.Equal([0, 3, 6, 10], Enumerable.Range(0, 4).Select(t => (int)curve.PriceAt((ulong)t)));
    }

    [Fact]
    public void PriceAt_LargestAmounts_DoesNotOverflow()
    {
        var curve = new PriceCurve(0, TokenAmount.MaxValue, 0, RampSecs: uint.MaxValue, ExclusiveSecs: 0, LockSecs: uint.MaxValue);
        Assert.InRange(curve.PriceAt(uint.MaxValue - 1), TokenAmount.MaxValue / 2, TokenAmount.MaxValue);
    }

    [Theory]
    [InlineData(100u, 0ul, 1000ul)] // met at once: the first second of the auction
    [InlineData(100u, 1003ul, 1003ul)]
    [InlineData(101u, 0ul, 1006ul)]
    [InlineData(110u, 0ul, 1006ul)]
    [InlineData(111u, 0ul, 1007ul)]
    [InlineData(200u, 0ul, 1015ul)]
    [InlineData(200u, 1030ul, 1030ul)] // the last second
    public void FirstTimeAtLeast_IsTheFirstSecondThatPays(uint wanted, ulong notBefore, ulong expected)
    {
        var time = Curve.FirstTimeAtLeast(wanted, notBefore);
        Assert.Equal(expected, time);
        Assert.True(Curve.PriceAt(expected) >= wanted);
    }

    [Fact]
    public void FirstTimeAtLeast_NeverOrTooLate_IsNull()
    {
        Assert.Null(Curve.FirstTimeAtLeast(201, 0));
        Assert.Null(Curve.FirstTimeAtLeast(100, 1031));
        Assert.Null((Curve with { LockSecs = 8 }).FirstTimeAtLeast(200, 0)); // void before the ramp ends
    }

    [Fact]
    public void FirstTimeAtLeast_RandomCurves_MatchesASearchSecondBySecond()
    {
        const int seed = 20240607;
        var random = new Random(seed);
        for (var i = 0; i < 500; i++)
        {
            UInt128 min = (uint)random.Next(0, 50);
            var curve = new PriceCurve(
                min,
                min + (uint)random.Next(0, 50),
                (ulong)random.Next(0, 20),
                (uint)random.Next(0, 20),
                (uint)random.Next(0, 10),
                (uint)random.Next(1, 40)
            );
            UInt128 wanted = (uint)random.Next(0, 110);
            var notBefore = (ulong)random.Next(0, 60);
            ulong? expected = null;
            for (var t = Math.Max(notBefore, curve.RampStart); t <= curve.LockBy && expected is null; t++)
            {
                if (curve.PriceAt(t) >= wanted)
                    expected = t;
            }

            Assert.True(
                expected == curve.FirstTimeAtLeast(wanted, notBefore),
                $"seed {seed}, case {i}: {curve}, wanted {wanted}, not before {notBefore}"
            );
        }
    }
}
