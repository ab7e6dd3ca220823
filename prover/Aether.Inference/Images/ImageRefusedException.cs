namespace Aether.Inference;

/// <summary>A file is not a picture that can be read here; the message says what it is and what is wanted.</summary>
public sealed class ImageRefusedException(string message) : Exception(message)
{
    internal static void Require(bool holds, string message)
    {
        if (!holds)
            throw new ImageRefusedException(message);
    }
}
