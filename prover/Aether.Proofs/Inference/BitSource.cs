namespace Aether.Proofs;

/// <summary>Where an index bit of a leaf comes from: a bit of the tensor, or a constant.</summary>
/// <param name="TensorBit">Bit of the tensor's frame index, or null for a constant.</param>
/// <param name="Constant">The constant; false where it is a tensor bit.</param>
public readonly record struct BitSource(int? TensorBit, bool Constant)
{
    public static BitSource Of(int tensorBit) => new(tensorBit, false);

    public static BitSource Fixed(bool value) => new(null, value);
}
