namespace Aether.FloatNetworks;

/// <summary>Sizes of a decoder-only transformer.</summary>
/// <param name="Vocabulary">Words.</param>
/// <param name="Length">Tokens that are read at once.</param>
/// <param name="Width">Channels between the blocks; a multiple of <paramref name="Heads"/>.</param>
/// <param name="Inner">Channels inside the dense half of a block.</param>
/// <param name="Centred">Normalisation takes the mean of the channels off first: layer norms instead of root mean squares.</param>
internal sealed record DecoderShape(int Vocabulary, int Length, int Width, int Heads, int Blocks, int Inner, bool Centred = false)
{
    public int HeadWidth => Width / Heads;
}
