namespace Aether.Inference;

/// <summary>Labelled digit images, drawn from a seed.</summary>
internal sealed class DigitSet
{
    private DigitSet(byte[] pixels, byte[] labels) => (Pixels, Labels) = (pixels, labels);

    /// <summary>Shape (count, 784).</summary>
    public byte[] Pixels { get; }

    /// <summary>0 to 9.</summary>
    public byte[] Labels { get; }

    public int Count => Labels.Length;

    public ReadOnlySpan<byte> Image(int index) => Pixels.AsSpan(index * DigitRenderer.PixelCount, DigitRenderer.PixelCount);

    /// <param name="purpose">Separates the streams of training and held-out images of one seed.</param>
    public static DigitSet Draw(
        IReadOnlyList<DigitStyle> styles,
        int count,
        ulong seed,
        ulong purpose,
        Action<int> drawn,
        CancellationToken cancellationToken
    )
    {
        byte[] pixels = new byte[count * DigitRenderer.PixelCount];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            labels[i] = (byte)(i % 10);
            DeterministicRandom random = DeterministicRandom.For(seed, purpose, (ulong)i);
            DigitStyle style = styles[i / 10 % styles.Count];
            DigitRenderer.Render(labels[i], style, random).CopyTo(pixels, i * DigitRenderer.PixelCount);
            if (i % 1000 == 999)
                drawn(i + 1);
        }
        return new DigitSet(pixels, labels);
    }
}
