using System.Buffers.Binary;

namespace Aether.Inference;

/// <summary>Everything that chance decides in a training run, drawn from its seed: H(16 | seed | purpose | position | slot | attempt).</summary>
/// <remarks>Source: prover/AIR8.md, Training runs. No library's generator: the same numbers in every language.</remarks>
internal static class TrainingDraw
{
    private const byte BatchPurpose = 0;
    private const byte WeightPurpose = 1;

    /// <summary>Which example stands at a place of a batch: the first eight bytes modulo the number of examples, drawn again above its last multiple.</summary>
    /// <param name="step">Steps before this one.</param>
    /// <param name="slot">Place in the batch.</param>
    /// <param name="count">Examples, at least 1.</param>
    public static int Example(Digest seed, ulong step, uint slot, int count)
    {
        ulong limit = ulong.MaxValue - (ulong.MaxValue % (ulong)count + 1) % (ulong)count;
        for (uint attempt = 0; ; attempt++)
        {
            ulong number = BinaryPrimitives.ReadUInt64BigEndian(Of(seed, BatchPurpose, step, slot, attempt).ToArray());
            if (number <= limit)
                return (int)(number % (ulong)count);
        }
    }

    /// <summary>Weights to start with, evenly from -largest to largest: sixteen of two bytes from each draw.</summary>
    /// <param name="largest">1 to 32,767.</param>
    public static short[] Weights(Digest seed, int layer, int count, int largest)
    {
        short[] weights = new short[count];
        for (int block = 0; block * 16 < count; block++)
        {
            byte[] bytes = Of(seed, WeightPurpose, (ulong)layer, (uint)block, 0).ToArray();
            for (int i = 0; i < 16 && block * 16 + i < count; i++)
            {
                long number = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2 * i));
                weights[block * 16 + i] = (short)((number * (2 * largest + 1) >> 16) - largest);
            }
        }
        return weights;
    }

    /// <summary>One draw.</summary>
    internal static Digest Of(Digest seed, byte purpose, ulong position, uint slot, uint attempt) =>
        new Preimage(Domain.TrainingDraw).Add(seed).Add(purpose).Add(position).Add(slot).Add(attempt).Hash();
}
