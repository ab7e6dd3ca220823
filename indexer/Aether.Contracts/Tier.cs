namespace Aether.Contracts;

/// <summary>How a Claim earns its payment, numbered as in the contracts.</summary>
public enum Tier : byte
{
    /// <summary>The requester named whom he trusts; his signature or his silence pays.</summary>
    Cooperative,

    /// <summary>Silence pays unless somebody disproves the Claim inside the window.</summary>
    Optimistic,

    /// <summary>A proof pays.</summary>
    Validity,

    /// <summary>A freshly attested enclave key pays.</summary>
    Attested,
}
