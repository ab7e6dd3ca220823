namespace Aether.Proofs;

/// <summary>r, the order of BN254's groups: 21888242871839275222246405745257275088548364400416034343698204186575808495617.</summary>
/// <remarks>Source: EIP-196, EIP-197.</remarks>
public readonly struct ScalarModulus : IModulus
{
    public static ulong Limb0 => 0x43e1f593f0000001;

    public static ulong Limb1 => 0x2833e84879b97091;

    public static ulong Limb2 => 0xb85045b68181585d;

    public static ulong Limb3 => 0x30644e72e131a029;

    public static ulong NegatedInverse => 0xc2e1f593efffffff;
}
