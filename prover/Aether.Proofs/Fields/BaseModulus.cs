namespace Aether.Proofs;

/// <summary>q, the field of BN254's coordinates: 21888242871839275222246405745257275088696311157297823662689037894645226208583.</summary>
/// <remarks>Source: EIP-196, EIP-197.</remarks>
public readonly struct BaseModulus : IModulus
{
    public static ulong Limb0 => 0x3c208c16d87cfd47;

    public static ulong Limb1 => 0x97816a916871ca8d;

    public static ulong Limb2 => 0xb85045b68181585d;

    public static ulong Limb3 => 0x30644e72e131a029;

    public static ulong NegatedInverse => 0x87d20782e4866389;
}
