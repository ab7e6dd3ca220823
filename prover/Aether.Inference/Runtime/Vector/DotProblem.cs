namespace Aether.Inference;

/// <summary>A layer as a matrix product: rows of activations by columns of weights or of other activations.</summary>
internal abstract unsafe class DotProblem
{
    /// <summary>Products of a sum, before padding.</summary>
    public required int Products { get; init; }

    /// <summary>First column: channel of the result.</summary>
    public required int ColumnStart { get; init; }

    /// <summary>One behind the last column.</summary>
    public required int ColumnEnd { get; init; }

    /// <summary>Rows that meet the same columns, in order.</summary>
    public abstract IEnumerable<Box> Groups(Box box);

    /// <summary>Writes the activations that the result's row is summed over.</summary>
    /// <param name="destination">Products int16; zeros follow behind.</param>
    public abstract void StageRow<TTile>(Row row, short* destination)
        where TTile : IDotTile;

    /// <summary>Writes what column n of a group is summed with.</summary>
    /// <param name="row">Any row of the group.</param>
    public abstract void StageColumn<TTile>(Row row, int n, short* destination)
        where TTile : IDotTile;

    /// <summary>Codes of column n where they lie, with at least k readable bytes whose surplus meets zeros; null when they must be staged.</summary>
    public virtual byte* Column(int n, int k, out nint stride)
    {
        stride = 0;
        return null;
    }
}
