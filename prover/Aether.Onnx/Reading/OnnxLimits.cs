namespace Aether.Onnx;

/// <summary>What a file may ask for before anything is believed. A file above a limit is refused with the figure.</summary>
internal static class OnnxLimits
{
    /// <summary>Largest file, bytes.</summary>
    public const long FileBytesMax = 1L << 30;

    /// <summary>Most nodes, initialisers, inputs or outputs of a graph; AIR8 itself ends at 4,096 operators.</summary>
    public const int NodesMax = 16_384;

    /// <summary>Most inputs or outputs of a node, attributes of a node, or operator sets.</summary>
    public const int PerNodeMax = 256;

    /// <summary>Most numbers in one list attribute.</summary>
    public const int ListMax = 1 << 20;

    /// <summary>Longest name, bytes.</summary>
    public const int NameMax = 4096;

    /// <summary>Most axes of a tensor.</summary>
    public const int RankMax = 8;

    /// <summary>Largest size of an axis, as in AIR8.</summary>
    public const int SizeMax = 1 << 24;

    /// <summary>Most elements of a tensor.</summary>
    public const long ElementsMax = 1L << 28;

    /// <summary>Most elements that constant folding may make in one file, above those the file holds: 32 MiB.</summary>
    public const long FoldedElementsMax = 1L << 23;

    /// <summary>Most multiply-adds that constant folding may spend on one file.</summary>
    public const long FoldedWorkMax = 1L << 26;

    /// <summary>Most weights that lowering may make in one file, above those the file holds: dilated kernels, means, shifts. 256 MiB.</summary>
    public const long MadeWeightsMax = 1L << 26;

    /// <summary>Most multiply-adds of one run of the float model: a minute or so.</summary>
    public const long WorkMax = 1L << 36;
}
