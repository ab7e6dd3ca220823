namespace Aether.Inference;

/// <summary>Part of a live box: what a kernel computes of its result. The whole box, or one index of the position axis.</summary>
/// <param name="Start">First index of every axis.</param>
/// <param name="End">One behind the last index of every axis.</param>
internal readonly record struct Box(TensorShape Start, TensorShape End)
{
    public static Box Whole(TensorShape shape) => new(new TensorShape(0, 0, 0, 0), shape);

    /// <summary>One index of one axis.</summary>
    public static Box At(TensorShape shape, int axis, int index) =>
        new(new TensorShape(0, 0, 0, 0).With(axis, index), shape.With(axis, index + 1));

    public int Channels => End.Channels - Start.Channels;

    public RowEnumerator GetEnumerator() => new(this);

    /// <summary>Rows in index order: x, then y, then b.</summary>
    internal struct RowEnumerator(Box box)
    {
        private int x = box.Start.Width - 1;
        private int y = box.Start.Height;
        private int b = box.Start.Batch;

        public readonly Row Current => new(x, y, b);

        public bool MoveNext()
        {
            if (++x < box.End.Width)
                return true;
            x = box.Start.Width;
            if (++y < box.End.Height)
                return true;
            y = box.Start.Height;
            return ++b < box.End.Batch;
        }
    }
}

/// <summary>A row of channels.</summary>
internal readonly record struct Row(int X, int Y, int B)
{
    public int Index(int axis) =>
        axis switch
        {
            1 => X,
            2 => Y,
            _ => B,
        };
}
