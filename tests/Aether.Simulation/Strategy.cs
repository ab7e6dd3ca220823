namespace Aether.Simulation;

/// <summary>When a provider locks.</summary>
internal enum Strategy
{
    /// <summary>As soon as cost, margin and fee are met, whoever else is there.</summary>
    CostPlus,

    /// <summary>As soon as the price is what it needs to be paid for the chance that a rival locks first; alone, at maxPrice.</summary>
    Guess,

    /// <summary>As <see cref="Guess"/>, but it looks only every minute.</summary>
    SlowGuess,

    /// <summary>At maxPrice.</summary>
    Wait,
}
