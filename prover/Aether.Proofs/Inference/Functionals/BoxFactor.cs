using System.Numerics;

namespace Aether.Proofs;

/// <summary>
/// How a convolution reads along an axis: sum over o, kappa, i of eq(r, o) eq(k, kappa) eq(z, i) over those with i = o 2^stride + kappa - front, and i below the
/// live size where there is one.
/// </summary>
/// <remarks>Source: prover/PROOFS.md, Functionals, Box.</remarks>
/// <param name="result">r, a word for every bit of the result's axis.</param>
/// <param name="kernel">k, a word for every bit of the kernel's.</param>
/// <param name="live">Null where the whole frame is read.</param>
internal sealed class BoxFactor(IReadOnlyList<Fr> result, IReadOnlyList<Fr> kernel, int count, int stride, int front, int? live) : Factor
{
    private const int CarryMin = -1;
    private const int CarryCount = 3;

    private readonly int? _live = live == 1 << count ? null : live;

    public override int Count => count;

    private int Steps =>
        Math.Max(Math.Max(count, kernel.Count), Math.Max(result.Count + stride, 32 - BitOperations.LeadingZeroCount((uint)front)));

    public override Fr At(ReadOnlySpan<Fr> z)
    {
        // States: carry, times whether i is below L so far; without L everything is.
        Fr[] states = new Fr[2 * CarryCount];
        states[State(0, _live is null)] = Fr.One;
        for (int j = 0; j < Steps; j++)
        {
            Fr[] next = new Fr[states.Length];
            for (int bits = 0; bits < 8; bits++)
            {
                (int i, int kappa, int o) = (bits & 1, (bits >> 1) & 1, bits >> 2);
                if (
                    Weight(z, j, i) is not Fr ofInput
                    || Weight(kernel, j, kappa) is not Fr ofKernel
                    || Weight(result, j - stride, o) is not Fr ofResult
                )
                    continue;
                Fr weight = ofInput * ofKernel * ofResult;
                for (int carry = CarryMin; carry < CarryMin + CarryCount; carry++)
                {
                    int sum = carry + i + ((front >> j) & 1) - kappa - o;
                    if ((sum & 1) != 0)
                        continue;
                    foreach (bool below in new[] { false, true })
                        next[State(sum >> 1, Below(below, i, j))] += weight * states[State(carry, below)];
                }
            }
            states = next;
        }
        return states[State(0, true)];
    }

    public override Fr[] Table()
    {
        Fr[] outputs = PointFactor.Of([.. result]).Table();
        Fr[] taps = PointFactor.Of([.. kernel]).Table();
        Fr[] table = new Fr[1 << count];
        for (int o = 0; o < outputs.Length; o++)
        for (int kappa = 0; kappa < taps.Length; kappa++)
        {
            long i = ((long)o << stride) + kappa - front;
            if (i >= 0 && i < (_live ?? table.Length))
                table[i] += outputs[o] * taps[kappa];
        }
        return table;
    }

    private static int State(int carry, bool below) => (2 * (carry - CarryMin)) + (below ? 1 : 0);

    private bool Below(bool below, int bit, int place)
    {
        if (_live is not int limit)
            return true;
        int of = (limit >> place) & 1;
        return bit == of ? below : bit < of;
    }

    /// <summary>Weight of a bit; null where it is a 1 behind the highest.</summary>
    private static Fr? Weight(ReadOnlySpan<Fr> words, int place, int bit) =>
        place >= 0 && place < words.Length ? (bit == 1 ? words[place] : Fr.One - words[place])
        : bit == 0 ? Fr.One
        : null;

    private static Fr? Weight(IReadOnlyList<Fr> words, int place, int bit) =>
        place >= 0 && place < words.Count ? (bit == 1 ? words[place] : Fr.One - words[place])
        : bit == 0 ? Fr.One
        : null;
}
