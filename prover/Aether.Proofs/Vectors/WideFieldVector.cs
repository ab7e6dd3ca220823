using System.Runtime.CompilerServices;

namespace Aether.Proofs;

/// <summary>The kernels in lanes; what is left below a full vector goes through the reference.</summary>
internal sealed unsafe class WideFieldVector<TModulus, TVector, TLanes>(string name) : FieldVector<TModulus>
    where TModulus : struct, IModulus
    where TVector : unmanaged
    where TLanes : struct, ILanes<TVector>
{
    // Independent chains in a batch inversion: the processor overlaps them.
    private const int Chains = 4;
    private readonly ScalarFieldVector<TModulus> _scalar = new();

    public override string Name => name;

    public override void Add(ReadOnlySpan<Element<TModulus>> left, ReadOnlySpan<Element<TModulus>> right, Span<Element<TModulus>> output)
    {
        RequireLength(output.Length, left.Length, right.Length);
        int whole = Whole(output.Length);
        fixed (
            Element<TModulus>* a = left,
                b = right,
                o = output
        )
            for (int i = 0; i < whole; i += TLanes.Count)
            {
                TLanes.Load(Words(a, i), out TVector a0, out TVector a1, out TVector a2, out TVector a3);
                TLanes.Load(Words(b, i), out TVector b0, out TVector b1, out TVector b2, out TVector b3);
                LaneArithmetic<TModulus, TVector, TLanes>.Add(
                    a0,
                    a1,
                    a2,
                    a3,
                    b0,
                    b1,
                    b2,
                    b3,
                    out TVector w0,
                    out TVector w1,
                    out TVector w2,
                    out TVector w3
                );
                TLanes.Store(Words(o, i), w0, w1, w2, w3);
            }
        _scalar.Add(left[whole..], right[whole..], output[whole..]);
    }

    public override void Subtract(
        ReadOnlySpan<Element<TModulus>> left,
        ReadOnlySpan<Element<TModulus>> right,
        Span<Element<TModulus>> output
    )
    {
        RequireLength(output.Length, left.Length, right.Length);
        int whole = Whole(output.Length);
        fixed (
            Element<TModulus>* a = left,
                b = right,
                o = output
        )
            for (int i = 0; i < whole; i += TLanes.Count)
            {
                TLanes.Load(Words(a, i), out TVector a0, out TVector a1, out TVector a2, out TVector a3);
                Less(a0, a1, a2, a3, Words(b, i), out TVector w0, out TVector w1, out TVector w2, out TVector w3);
                TLanes.Store(Words(o, i), w0, w1, w2, w3);
            }
        _scalar.Subtract(left[whole..], right[whole..], output[whole..]);
    }

    public override void Multiply(
        ReadOnlySpan<Element<TModulus>> left,
        ReadOnlySpan<Element<TModulus>> right,
        Span<Element<TModulus>> output
    )
    {
        RequireLength(output.Length, left.Length, right.Length);
        int whole = Whole(output.Length);
        byte* memory = stackalloc byte[Workspace.Bytes];
        Workspace space = new(memory);
        fixed (
            Element<TModulus>* a = left,
                b = right,
                o = output
        )
            for (int i = 0; i < whole; i += TLanes.Count)
            {
                space.LoadA(Words(a, i));
                space.LoadB(Words(b, i));
                space.Product(out TVector w0, out TVector w1, out TVector w2, out TVector w3);
                TLanes.Store(Words(o, i), w0, w1, w2, w3);
            }
        _scalar.Multiply(left[whole..], right[whole..], output[whole..]);
    }

    public override void Scale(ReadOnlySpan<Element<TModulus>> values, Element<TModulus> factor, Span<Element<TModulus>> output)
    {
        RequireLength(output.Length, values.Length);
        int whole = Whole(output.Length);
        byte* memory = stackalloc byte[Workspace.Bytes];
        Workspace space = new(memory);
        space.SplatB(factor);
        fixed (
            Element<TModulus>* a = values,
                o = output
        )
            for (int i = 0; i < whole; i += TLanes.Count)
            {
                space.LoadA(Words(a, i));
                space.Product(out TVector w0, out TVector w1, out TVector w2, out TVector w3);
                TLanes.Store(Words(o, i), w0, w1, w2, w3);
            }
        _scalar.Scale(values[whole..], factor, output[whole..]);
    }

    public override void AddScaled(Span<Element<TModulus>> accumulator, ReadOnlySpan<Element<TModulus>> values, Element<TModulus> factor)
    {
        RequireLength(accumulator.Length, values.Length);
        int whole = Whole(accumulator.Length);
        byte* memory = stackalloc byte[Workspace.Bytes];
        Workspace space = new(memory);
        space.SplatB(factor);
        fixed (
            Element<TModulus>* a = values,
                o = accumulator
        )
            for (int i = 0; i < whole; i += TLanes.Count)
            {
                space.LoadA(Words(a, i));
                space.Product(out TVector w0, out TVector w1, out TVector w2, out TVector w3);
                AddAndStore(Words(o, i), Words(o, i), w0, w1, w2, w3);
            }
        _scalar.AddScaled(accumulator[whole..], values[whole..], factor);
    }

    public override void Fold(
        ReadOnlySpan<Element<TModulus>> low,
        ReadOnlySpan<Element<TModulus>> high,
        Element<TModulus> x,
        Span<Element<TModulus>> output
    )
    {
        RequireLength(output.Length, low.Length, high.Length);
        int whole = Whole(output.Length);
        byte* memory = stackalloc byte[Workspace.Bytes];
        Workspace space = new(memory);
        space.SplatB(x);
        fixed (
            Element<TModulus>* l = low,
                h = high,
                o = output
        )
            for (int i = 0; i < whole; i += TLanes.Count)
                FoldBlock(space, Words(l, i), Words(h, i), Words(o, i));
        _scalar.Fold(low[whole..], high[whole..], x, output[whole..]);
    }

    public override void FoldPairs(ReadOnlySpan<Element<TModulus>> pairs, Element<TModulus> x, Span<Element<TModulus>> output)
    {
        RequireLength(pairs.Length, 2 * output.Length);
        int whole = Whole(output.Length);
        byte* memory = stackalloc byte[Workspace.Bytes];
        Workspace space = new(memory);
        space.SplatB(x);
        fixed (
            Element<TModulus>* p = pairs,
                o = output
        )
            for (int i = 0; i < whole; i += TLanes.Count)
            {
                TLanes.Separate(Words(p, 2 * i), space.Even, space.Odd);
                FoldBlock(space, space.Even, space.Odd, Words(o, i));
            }
        _scalar.FoldPairs(pairs[(2 * whole)..], x, output[whole..]);
    }

    public override Element<TModulus> Dot(ReadOnlySpan<Element<TModulus>> left, ReadOnlySpan<Element<TModulus>> right)
    {
        RequireLength(left.Length, right.Length);
        int whole = Whole(left.Length);
        byte* memory = stackalloc byte[Workspace.Bytes];
        Workspace space = new(memory);
        Element<TModulus>* sums = (Element<TModulus>*)space.Even;
        for (int i = 0; i < TLanes.Count; i++)
            sums[i] = default;
        fixed (
            Element<TModulus>* a = left,
                b = right
        )
            for (int i = 0; i < whole; i += TLanes.Count)
            {
                space.LoadA(Words(a, i));
                space.LoadB(Words(b, i));
                space.Product(out TVector w0, out TVector w1, out TVector w2, out TVector w3);
                AddAndStore(space.Even, space.Even, w0, w1, w2, w3);
            }
        Element<TModulus> sum = _scalar.Dot(left[whole..], right[whole..]);
        for (int i = 0; i < TLanes.Count; i++)
            sum += sums[i];
        return sum;
    }

    public override void Invert(Span<Element<TModulus>> values, Span<Element<TModulus>> scratch)
    {
        int step = TLanes.Count * Chains;
        int whole = values.Length / step * step;
        if (whole == 0)
        {
            _scalar.Invert(values, scratch);
            return;
        }
        byte* memory = stackalloc byte[Workspace.Bytes];
        Workspace space = new(memory);
        // The running product of each lane of each chain, as limbs times 32; then as elements, to be inverted with the rest.
        byte* chainMemory = stackalloc byte[Workspace.Align + Chains * 9 * sizeof(TVector)];
        TVector* chains = (TVector*)Workspace.Aligned(chainMemory);
        Span<Element<TModulus>> totals = stackalloc Element<TModulus>[2 * step];
        Span<Element<TModulus>> totalScratch = stackalloc Element<TModulus>[2 * step];
        for (int c = 0; c < Chains; c++)
            Workspace.Splat(Element<TModulus>.One, chains + 9 * c);
        fixed (
            Element<TModulus>* v = values,
                s = scratch,
                t = totals
        )
        {
            for (int i = 0; i < step; i++)
                t[i] = Element<TModulus>.One;
            for (int i = 0, c = 0; i < whole; i += TLanes.Count, c = (c + 1) % Chains)
            {
                ulong* total = Words(t, c * TLanes.Count);
                TLanes.Load(total, out TVector t0, out TVector t1, out TVector t2, out TVector t3);
                TLanes.Store(Words(s, i), t0, t1, t2, t3);
                space.LoadA(Words(v, i));
                space.ProductWith(chains + 9 * c, out TVector w0, out TVector w1, out TVector w2, out TVector w3);
                TLanes.Store(total, w0, w1, w2, w3);
                LaneArithmetic<TModulus, TVector, TLanes>.SplitTimes32(w0, w1, w2, w3, chains + 9 * c);
            }
            int left = values.Length - whole;
            values[whole..].CopyTo(totals[step..]);
            _scalar.Invert(totals[..(step + left)], totalScratch);
            totals.Slice(step, left).CopyTo(values[whole..]);
            for (int c = 0; c < Chains; c++)
            {
                TLanes.Load(Words(t, c * TLanes.Count), out TVector t0, out TVector t1, out TVector t2, out TVector t3);
                LaneArithmetic<TModulus, TVector, TLanes>.SplitTimes32(t0, t1, t2, t3, chains + 9 * c);
            }
            for (int i = whole - TLanes.Count, c = Chains - 1; i >= 0; i -= TLanes.Count, c = (c + Chains - 1) % Chains)
            {
                space.LoadA(Words(s, i));
                space.ProductWith(chains + 9 * c, out TVector w0, out TVector w1, out TVector w2, out TVector w3);
                space.LoadA(Words(v, i));
                TLanes.Store(Words(v, i), w0, w1, w2, w3);
                space.ProductWith(chains + 9 * c, out w0, out w1, out w2, out w3);
                LaneArithmetic<TModulus, TVector, TLanes>.SplitTimes32(w0, w1, w2, w3, chains + 9 * c);
            }
        }
    }

    public override void Chord(
        ReadOnlySpan<Element<TModulus>> rise,
        ReadOnlySpan<Element<TModulus>> run,
        ReadOnlySpan<Element<TModulus>> xA,
        ReadOnlySpan<Element<TModulus>> yA,
        ReadOnlySpan<Element<TModulus>> xB,
        Span<Element<TModulus>> x,
        Span<Element<TModulus>> y
    )
    {
        RequireLength(rise.Length, run.Length, xA.Length, yA.Length, xB.Length, x.Length, y.Length);
        int whole = Whole(rise.Length);
        byte* memory = stackalloc byte[Workspace.Bytes];
        Workspace space = new(memory);
        fixed (
            Element<TModulus>* r = rise,
                d = run,
                ax = xA,
                ay = yA,
                bx = xB,
                px = x,
                py = y
        )
            for (int i = 0; i < whole; i += TLanes.Count)
            {
                space.LoadA(Words(r, i));
                space.LoadB(Words(d, i));
                space.Product(out TVector w0, out TVector w1, out TVector w2, out TVector w3);
                space.SetA(w0, w1, w2, w3);
                space.SetB(w0, w1, w2, w3);
                space.Product(out w0, out w1, out w2, out w3);
                TLanes.Load(Words(ax, i), out TVector a0, out TVector a1, out TVector a2, out TVector a3);
                LaneArithmetic<TModulus, TVector, TLanes>.Subtract(w0, w1, w2, w3, a0, a1, a2, a3, out w0, out w1, out w2, out w3);
                Less(w0, w1, w2, w3, Words(bx, i), out w0, out w1, out w2, out w3);
                // The slope stays as the second factor.
                LaneArithmetic<TModulus, TVector, TLanes>.Subtract(a0, a1, a2, a3, w0, w1, w2, w3, out a0, out a1, out a2, out a3);
                space.SetA(a0, a1, a2, a3);
                TLanes.Store(Words(px, i), w0, w1, w2, w3);
                space.Product(out w0, out w1, out w2, out w3);
                Less(w0, w1, w2, w3, Words(ay, i), out w0, out w1, out w2, out w3);
                TLanes.Store(Words(py, i), w0, w1, w2, w3);
            }
        _scalar.Chord(rise[whole..], run[whole..], xA[whole..], yA[whole..], xB[whole..], x[whole..], y[whole..]);
    }

    private static int Whole(int length) => length - length % TLanes.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong* Words(Element<TModulus>* elements, int index) => (ulong*)(elements + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FoldBlock(Workspace space, ulong* low, ulong* high, ulong* output)
    {
        TLanes.Load(high, out TVector h0, out TVector h1, out TVector h2, out TVector h3);
        Less(h0, h1, h2, h3, low, out h0, out h1, out h2, out h3);
        space.SetA(h0, h1, h2, h3);
        space.Product(out TVector w0, out TVector w1, out TVector w2, out TVector w3);
        AddAndStore(output, low, w0, w1, w2, w3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Less(
        TVector a0,
        TVector a1,
        TVector a2,
        TVector a3,
        ulong* other,
        out TVector w0,
        out TVector w1,
        out TVector w2,
        out TVector w3
    )
    {
        TLanes.Load(other, out TVector b0, out TVector b1, out TVector b2, out TVector b3);
        LaneArithmetic<TModulus, TVector, TLanes>.Subtract(a0, a1, a2, a3, b0, b1, b2, b3, out w0, out w1, out w2, out w3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddAndStore(ulong* output, ulong* other, TVector a0, TVector a1, TVector a2, TVector a3)
    {
        TLanes.Load(other, out TVector b0, out TVector b1, out TVector b2, out TVector b3);
        LaneArithmetic<TModulus, TVector, TLanes>.Add(
            a0,
            a1,
            a2,
            a3,
            b0,
            b1,
            b2,
            b3,
            out TVector w0,
            out TVector w1,
            out TVector w2,
            out TVector w3
        );
        TLanes.Store(output, w0, w1, w2, w3);
    }

    /// <summary>Limbs of two factors, the constants of the modulus and two blocks of elements, on the caller's stack and aligned.</summary>
    private readonly struct Workspace
    {
        public const int Align = 64;

        // Two factors, constants; then two blocks of Count elements: four vectors each.
        private const int Vectors = 9 + 9 + LaneArithmetic<TModulus, TVector, TLanes>.ConstantCount + 8;
        private readonly TVector* _a;

        public Workspace(byte* memory)
        {
            _a = (TVector*)Aligned(memory);
            LaneArithmetic<TModulus, TVector, TLanes>.WriteConstants(Constants);
        }

        /// <summary>Bytes it needs, for the widest vector.</summary>
        public static int Bytes => Align + Vectors * 64;

        public ulong* Even => (ulong*)(Constants + LaneArithmetic<TModulus, TVector, TLanes>.ConstantCount);

        public ulong* Odd => (ulong*)(Constants + LaneArithmetic<TModulus, TVector, TLanes>.ConstantCount + 4);

        private TVector* Factor => _a + 9;

        private TVector* Constants => _a + 18;

        public static byte* Aligned(byte* memory) => (byte*)(((nuint)memory + Align - 1) & ~(nuint)(Align - 1));

        /// <summary>One element in every lane, as limbs times 32.</summary>
        public static void Splat(Element<TModulus> value, TVector* limbs)
        {
            (ulong l0, ulong l1, ulong l2, ulong l3) = value.ToMontgomery();
            LaneArithmetic<TModulus, TVector, TLanes>.SplitTimes32(
                TLanes.Splat(l0),
                TLanes.Splat(l1),
                TLanes.Splat(l2),
                TLanes.Splat(l3),
                limbs
            );
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void LoadA(ulong* elements)
        {
            TLanes.Load(elements, out TVector w0, out TVector w1, out TVector w2, out TVector w3);
            SetA(w0, w1, w2, w3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void LoadB(ulong* elements)
        {
            TLanes.Load(elements, out TVector w0, out TVector w1, out TVector w2, out TVector w3);
            SetB(w0, w1, w2, w3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void SetA(TVector w0, TVector w1, TVector w2, TVector w3) =>
            LaneArithmetic<TModulus, TVector, TLanes>.Split(w0, w1, w2, w3, _a);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void SetB(TVector w0, TVector w1, TVector w2, TVector w3) =>
            LaneArithmetic<TModulus, TVector, TLanes>.SplitTimes32(w0, w1, w2, w3, Factor);

        public void SplatB(Element<TModulus> value) => Splat(value, Factor);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Product(out TVector w0, out TVector w1, out TVector w2, out TVector w3) =>
            ProductWith(Factor, out w0, out w1, out w2, out w3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void ProductWith(TVector* factor, out TVector w0, out TVector w1, out TVector w2, out TVector w3) =>
            LaneArithmetic<TModulus, TVector, TLanes>.Product(_a, factor, Constants, out w0, out w1, out w2, out w3);
    }
}
