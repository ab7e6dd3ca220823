namespace Aether.Inference;

/// <summary>A layer as a matrix product of bytes: rows of activations as codes where they lie, columns of weights or activations as numbers.</summary>
internal abstract unsafe class ByteProblem
{
    /// <summary>Where the bytes of a row lie; columns are packed in the same order.</summary>
    public required Pieces Pieces { get; init; }

    /// <summary>Bytes from a row to the next in x.</summary>
    public abstract nint RowStep { get; }

    /// <summary>Rows that meet the same columns, in order.</summary>
    public virtual IEnumerable<Box> Groups(Box box) => [box];

    /// <summary>Parts of a group whose rows can be found at the same time.</summary>
    public virtual IEnumerable<Box> Parts(Box group) => [group];

    /// <summary>Makes the rows of a part findable.</summary>
    public virtual void Stage(Box part)
    {
        // Rows that lie in the tensor are there already.
    }

    /// <summary>Start of a row of the part that was staged last. Behind the row up to 3 bytes are readable; they meet zeros.</summary>
    public abstract byte* Start(Row row);

    /// <summary>Writes column n of a group.</summary>
    /// <param name="first">Any row of the group.</param>
    /// <param name="numbers">Zeros, as many as a row has bytes.</param>
    public abstract void Column(Row first, int n, sbyte* numbers);

    /// <summary>Codes of column n of a group where they lie, in the order of a row of one piece; null when they do not lie like that.</summary>
    /// <param name="live">Bytes that count.</param>
    /// <param name="apart">Bytes to the next column.</param>
    public virtual byte* Codes(Row first, int n, out int live, out nint apart)
    {
        (live, apart) = (0, 0);
        return null;
    }
}
