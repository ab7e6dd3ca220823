namespace Aether.Inference;

/// <summary>How a convolution's kernel moves over the image: p0 to p7 of Conv2D and DepthwiseConv2D.</summary>
/// <param name="Width">Kernel size along x, 1 to 255.</param>
/// <param name="Height">Kernel size along y, 1 to 255.</param>
/// <param name="StrideLogX">Logarithm of the step along x, 0 to 4.</param>
/// <param name="StrideLogY">Logarithm of the step along y, 0 to 4.</param>
/// <param name="Left">Zeros in front along x, less than the kernel's width.</param>
/// <param name="Top">Zeros in front along y, less than the kernel's height.</param>
/// <param name="Right">Zeros behind along x, less than the kernel's width.</param>
/// <param name="Bottom">Zeros behind along y, less than the kernel's height.</param>
public readonly record struct Window2D(
    int Width,
    int Height,
    int StrideLogX = 0,
    int StrideLogY = 0,
    int Left = 0,
    int Top = 0,
    int Right = 0,
    int Bottom = 0
)
{
    public const int SizeMax = 255;
    public const int StrideLogMax = 4;

    /// <summary>Every parameter is in range.</summary>
    public bool IsValid =>
        Width is >= 1 and <= SizeMax
        && Height is >= 1 and <= SizeMax
        && StrideLogX is >= 0 and <= StrideLogMax
        && StrideLogY is >= 0 and <= StrideLogMax
        && Left >= 0
        && Right >= 0
        && Top >= 0
        && Bottom >= 0
        && Math.Max(Left, Right) < Width
        && Math.Max(Top, Bottom) < Height;

    public static Window2D Of(OperatorParameters p) => new(p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]);

    public OperatorParameters ToParameters() => OperatorParameters.Of(Width, Height, StrideLogX, StrideLogY, Left, Top, Right, Bottom);

    /// <summary>Live size of the result along x; 0 or less when the kernel does not fit.</summary>
    public int ResultWidth(int width) => Steps(width + Left + Right - Width, StrideLogX);

    /// <summary>Live size of the result along y; 0 or less when the kernel does not fit.</summary>
    public int ResultHeight(int height) => Steps(height + Top + Bottom - Height, StrideLogY);

    private static int Steps(int room, int strideLog) => room < 0 ? 0 : (room >> strideLog) + 1;
}
