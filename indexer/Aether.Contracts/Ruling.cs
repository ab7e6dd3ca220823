namespace Aether.Contracts;

/// <summary>How a referee ends its contest, numbered as in the contracts.</summary>
public enum Ruling : byte
{
    /// <summary>Nothing was wrong: the job goes on.</summary>
    Dismissed,

    /// <summary>It was delivered on chain: the job goes on with its time renewed.</summary>
    Resume,

    /// <summary>The input never came: ends Stalled.</summary>
    Stall,

    /// <summary>The parties disagree about the input: ends Voided.</summary>
    Quarrel,

    /// <summary>The provider is at fault: ends Slashed.</summary>
    Slash,
}
