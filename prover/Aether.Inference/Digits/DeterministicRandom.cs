using System.Numerics;

namespace Aether.Inference;

/// <summary>xoshiro256** seeded by SplitMix64: the same numbers on every machine and in every version of the runtime.</summary>
internal sealed class DeterministicRandom
{
    private ulong state0;
    private ulong state1;
    private ulong state2;
    private ulong state3;

    public DeterministicRandom(ulong seed)
    {
        state0 = SplitMix(ref seed);
        state1 = SplitMix(ref seed);
        state2 = SplitMix(ref seed);
        state3 = SplitMix(ref seed);
    }

    /// <summary>An independent stream for item <paramref name="index"/> of <paramref name="purpose"/>.</summary>
    public static DeterministicRandom For(ulong seed, ulong purpose, ulong index)
    {
        unchecked
        {
            ulong mixed = seed;
            mixed = SplitMix(ref mixed) ^ (purpose * 0xd1342543de82ef95);
            mixed = SplitMix(ref mixed) ^ (index * 0xaf251af3b0f025b5);
            return new DeterministicRandom(mixed);
        }
    }

    public ulong NextUInt64()
    {
        unchecked
        {
            ulong result = BitOperations.RotateLeft(state1 * 5, 7) * 9;
            ulong shifted = state1 << 17;
            state2 ^= state0;
            state3 ^= state1;
            state1 ^= state2;
            state0 ^= state3;
            state2 ^= shifted;
            state3 = BitOperations.RotateLeft(state3, 45);
            return result;
        }
    }

    /// <summary>0 to limit - 1; the bias is below 2^-32 for the limits in use.</summary>
    public int Next(int limit) => (int)(((UInt128)NextUInt64() * (ulong)limit) >> 64);

    /// <summary>0 (included) to 1 (excluded), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>Mean 0, deviation 1, at most 6 in magnitude: twelve uniform numbers summed, so no logarithm is needed.</summary>
    public double NextNormal()
    {
        double sum = -6;
        for (int i = 0; i < 12; i++)
            sum += NextDouble();
        return sum;
    }

    private static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            state += 0x9e3779b97f4a7c15;
            ulong mixed = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
            return mixed ^ (mixed >> 31);
        }
    }
}
