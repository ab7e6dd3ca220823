namespace Aether.Proofs;

/// <summary>An odd prime of 254 bits, known to the compiler: its limbs become constants of the code that uses them.</summary>
/// <remarks>Arithmetic relies on 2^253 &lt; p &lt; 2^254: a sum of two elements, and 32 times one, need no limb more.</remarks>
public interface IModulus
{
    /// <summary>Bits 0 to 63 of p.</summary>
    static abstract ulong Limb0 { get; }

    /// <summary>Bits 64 to 127 of p.</summary>
    static abstract ulong Limb1 { get; }

    /// <summary>Bits 128 to 191 of p.</summary>
    static abstract ulong Limb2 { get; }

    /// <summary>Bits 192 to 255 of p.</summary>
    static abstract ulong Limb3 { get; }

    /// <summary>-1/p mod 2^64.</summary>
    static abstract ulong NegatedInverse { get; }
}
