using System.Collections.Concurrent;

namespace Aether.Simulation;

/// <summary>Who meets a Request, and how it is offered.</summary>
/// <param name="Name">As the table calls it.</param>
/// <param name="Price">What the job costs with these providers, or null if nobody takes it.</param>
internal sealed record Market(string Name, Func<Scenario, Provider[], UInt128?> Price)
{
    public static Market CostPlus { get; } = Public("all lock at cost plus 5 %", _ => Strategy.CostPlus);
    public static Market Guess { get; } = Public("all guess their rivals' costs", _ => Strategy.Guess);
    public static Market SlowGuess { get; } = Public("the same, looking once a minute", _ => Strategy.SlowGuess);
    public static Market Mixed { get; } =
        new("a quarter each of all four", (scenario, providers) => DutchAuction.Run(scenario, providers, i => providers[i].Habit)?.Price);
    public static Market Wait { get; } = Public("all wait for maxPrice", _ => Strategy.Wait);
    public static Market Pair { get; } = Ring("all guess, two collude", count => Math.Min(2, count));
    public static Market HalfRing { get; } = Ring("all guess, half collude", count => Math.Min(count, Math.Max(2, count / 2)));
    public static Market FullRing { get; } = Ring("all guess, all collude", count => count);
    public static Market FixedPrice { get; } =
        new(
            "fixed price, exclusive",
            (scenario, providers) => HiddenPrice.FixedPrice(scenario, providers, Offer(scenario, providers.Length))
        );
    public static Market SealedBatch { get; } =
        new("sealed batch", (scenario, providers) => HiddenPrice.SealedBatch(scenario, providers, Offer(scenario, 1)));
    public static Market SealedBatchRing { get; } =
        new(
            "sealed batch, all collude",
            (scenario, providers) => HiddenPrice.SealedBatch(scenario, providers, Offer(scenario, 1), providers.Length)
        );

    /// <summary>maxPrice is in the Request, for all to see.</summary>
    public static IReadOnlyList<Market> WithPublicMaxPrice { get; } = [CostPlus, Guess, SlowGuess, Mixed, Wait, Pair, HalfRing, FullRing];

    /// <summary>What the requester would pay stays with him.</summary>
    public static IReadOnlyList<Market> WithHiddenMaxPrice { get; } = [FixedPrice, SealedBatch, SealedBatchRing];

    private static readonly ConcurrentDictionary<(Scenario Scenario, int Providers), UInt128> s_offers = new();

    private static Market Public(string name, Func<int, Strategy> strategy) =>
        new(name, (scenario, providers) => DutchAuction.Run(scenario, providers, strategy)?.Price);

    private static Market Ring(string name, Func<int, int> size) =>
        new(name, (scenario, providers) => DutchAuction.Run(scenario, providers, _ => Strategy.Guess, size(providers.Length))?.Price);

    /// <remarks>The search tries 1,401 prices, so each answer is kept.</remarks>
    private static UInt128 Offer(Scenario scenario, int providers) =>
        s_offers.GetOrAdd((scenario, providers), key => HiddenPrice.BestOffer(key.Scenario, key.Providers));
}
