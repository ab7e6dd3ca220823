namespace Aether.Inference;

/// <summary>The innermost step of every layer: a tile of inner products of int16 rows, in registers.</summary>
/// <remarks>
/// Elements are int8 widened to int16, so vpmaddwd adds two products exactly: at most 2 x 127^2. Sums stay inside 32 bits by rule W-05.
/// (vpmaddubsw on bytes would save the widening and saturates: not exact.)
/// </remarks>
internal unsafe interface IDotTile
{
    /// <summary>Rows of a tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns of a tile.</summary>
    static abstract int Columns { get; }

    /// <summary>Rows are padded with zeros to a multiple of this many elements.</summary>
    static abstract int Step { get; }

    /// <summary>c[i, j] = sum over k of a[i, k] b[j, k].</summary>
    /// <param name="a">(Rows, k), rows k apart.</param>
    /// <param name="b">(Columns, k), rows k apart.</param>
    /// <param name="k">Multiple of <see cref="Step"/>.</param>
    /// <param name="c">(Rows, Columns), rows stride apart.</param>
    static abstract void Multiply(short* a, short* b, int k, int* c, int stride);

    /// <summary>c[j] = sum over k of a[k] (codes[j, k] - 128), for one row: the codes are read where they lie.</summary>
    /// <param name="codes">(Columns, k) bytes, excess-128, rows codeStride apart.</param>
    static abstract void MultiplyCodes(short* a, byte* codes, nint codeStride, int k, int* c);

    /// <summary>Widens excess-128 bytes to int16.</summary>
    static abstract void Widen(byte* codes, int count, short* destination);
}
