namespace Aether.Onnx.Tests;

/// <summary>Ways to spoil a file.</summary>
internal static class Mutation
{
    public static byte[] Of(byte[] file, Random random)
    {
        byte[] changed = (byte[])file.Clone();
        switch (random.Next(7))
        {
            case 0:
                return changed[..random.Next(changed.Length)];
            case 1:
                for (int i = random.Next(1, 9); i > 0; i--)
                    changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
                return changed;
            case 2:
                random.NextBytes(changed.AsSpan(random.Next(changed.Length)));
                return changed;
            case 3:
                // A number made huge: nine bytes that continue, and one that ends.
                int at = random.Next(changed.Length);
                return [.. changed[..at], .. Enumerable.Repeat((byte)0xff, random.Next(1, 10)), (byte)random.Next(128), .. changed[at..]];
            case 4:
                int from = random.Next(changed.Length);
                int length = Math.Min(random.Next(1, 64), changed.Length - from);
                return [.. changed[..(from + length)], .. changed[from..]];
            case 5:
                from = random.Next(changed.Length);
                length = Math.Min(random.Next(1, 64), changed.Length - from);
                return [.. changed[..from], .. changed[(from + length)..]];
            default:
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
                return changed;
        }
    }
}
