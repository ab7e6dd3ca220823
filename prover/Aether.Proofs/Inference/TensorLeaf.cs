namespace Aether.Proofs;

/// <summary>The block of an operator as a part of a tensor: where both hold the same element.</summary>
/// <remarks>Source: prover/PROOFS.md, Tensors as sums of leaves.</remarks>
/// <param name="Operator">Id of the operator whose block it is.</param>
/// <param name="Bits">Every bit of the block's index, lowest first.</param>
/// <param name="Held">Tensor bits that must have a value for the leaf to contribute; all others are bits of the block.</param>
public sealed record TensorLeaf(int Operator, IReadOnlyList<BitSource> Bits, IReadOnlyList<(int TensorBit, bool Value)> Held)
{
    /// <summary>The tensor of an operator that owns a block.</summary>
    /// <param name="log">Logarithm of its frame.</param>
    public static TensorLeaf Whole(int id, int log) => new(id, [.. Enumerable.Range(0, log).Select(BitSource.Of)], []);

    /// <summary>The leaf as a part of a tensor made of its own by moving index bits.</summary>
    /// <param name="bitOf">For every bit of the old tensor: the bit of the new one, or a constant.</param>
    /// <param name="held">Bits of the new tensor that must have a value besides.</param>
    /// <returns>Null where two constants differ: the leaf is no part of the new tensor.</returns>
    public TensorLeaf? Moved(Func<int, BitSource> bitOf, IEnumerable<(int TensorBit, bool Value)> held)
    {
        List<(int TensorBit, bool Value)> kept = [];
        foreach ((int bit, bool value) in Held)
        {
            BitSource moved = bitOf(bit);
            if (moved.TensorBit is int to)
                kept.Add((to, value));
            else if (moved.Constant != value)
                return null;
        }
        return new TensorLeaf(Operator, [.. Bits.Select(source => source.TensorBit is int bit ? bitOf(bit) : source)], [.. kept, .. held]);
    }

    /// <summary>The block is the tensor of so many bits as it lies: element and index are the same number.</summary>
    public bool IsWholeOf(int log) =>
        Held.Count == 0 && Bits.Count == log && Bits.Select((source, b) => source.TensorBit == b).All(same => same);

    /// <summary>Index in the block of a tensor's element; null where the leaf does not contribute.</summary>
    public long? IndexOf(long element)
    {
        foreach ((int bit, bool value) in Held)
        {
            if (((element >> bit) & 1) == 1 != value)
                return null;
        }
        long index = 0;
        for (int b = 0; b < Bits.Count; b++)
        {
            bool set = Bits[b].TensorBit is int bit ? ((element >> bit) & 1) == 1 : Bits[b].Constant;
            index |= (set ? 1L : 0) << b;
        }
        return index;
    }
}
