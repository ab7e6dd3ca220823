namespace Aether.Inference;

/// <summary>A grey image of 28 by 28 pixels as a model's input.</summary>
public static class GreyImage
{
    /// <summary>Pixels along a side.</summary>
    public const int Side = 28;

    /// <summary>Pixels of an image.</summary>
    public const int PixelCount = Side * Side;

    /// <summary>Shape of the tensor: 784 channels, row by row from the top.</summary>
    public static TensorShape Shape { get; } = new(PixelCount);

    /// <summary>Pixel p, 0 (paper, black) to 255 (ink, white), becomes p / 2 rounded down: 0 to 127.</summary>
    /// <param name="pixels">784 grey values, row by row from the top.</param>
    public static Tensor ToTensor(ReadOnlySpan<byte> pixels)
    {
        if (pixels.Length != PixelCount)
            throw new ArgumentException($"{pixels.Length} pixels; an image has {PixelCount}", nameof(pixels));
        Span<sbyte> values = stackalloc sbyte[PixelCount];
        for (int i = 0; i < PixelCount; i++)
            values[i] = (sbyte)(pixels[i] >> 1);
        return Tensor.FromInt8(Shape, values);
    }
}
