namespace Aether.Proofs;

/// <summary>Unsigned 64-bit lanes of one vector width: what the field kernels are written in, once for every width.</summary>
/// <typeparam name="TVector">The vector, of <see cref="Count"/> lanes.</typeparam>
internal interface ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Lanes, and field elements worked on at once.</summary>
    static abstract int Count { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Splat(ulong value);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector And(TVector a, TVector b);

    static abstract TVector Or(TVector a, TVector b);

    static abstract TVector Left(TVector a, int bits);

    /// <summary>Logical shift.</summary>
    static abstract TVector Right(TVector a, int bits);

    /// <summary>The 64-bit products of the low 32 bits of each lane.</summary>
    static abstract TVector MultiplyLow(TVector a, TVector b);

    /// <summary>All ones where a is below b, unsigned.</summary>
    static abstract TVector Less(TVector a, TVector b);

    /// <summary>All ones where equal.</summary>
    static abstract TVector Same(TVector a, TVector b);

    /// <summary>Bits of a where the mask has ones, bits of b elsewhere.</summary>
    static abstract TVector Select(TVector mask, TVector a, TVector b);

    /// <summary>Reads <see cref="Count"/> elements of four words, and transposes: word k of all of them in one vector. The order of lanes is the width's own.</summary>
    static abstract unsafe void Load(ulong* elements, out TVector w0, out TVector w1, out TVector w2, out TVector w3);

    /// <summary>The inverse of <see cref="Load"/>.</summary>
    static abstract unsafe void Store(ulong* elements, TVector w0, TVector w1, TVector w2, TVector w3);

    /// <summary>Reads twice <see cref="Count"/> elements and copies those of even position to one place, those of odd position to another.</summary>
    static abstract unsafe void Separate(ulong* elements, ulong* even, ulong* odd);
}
