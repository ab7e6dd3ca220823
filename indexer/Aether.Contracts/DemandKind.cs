namespace Aether.Contracts;

/// <summary>What is asked of a party on chain, numbered as in the contracts.</summary>
public enum DemandKind : byte
{
    None,

    /// <summary>The requester owes the sealed input.</summary>
    Input,

    /// <summary>The input is there, and the node may still call it junk.</summary>
    InputAnswered,

    /// <summary>The provider owes the output.</summary>
    Output,
}
