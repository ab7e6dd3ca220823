namespace Aether.Ethereum;

/// <summary>
/// Room for answers of megabytes, used again. Array pools round a size up to a power of two and keep some of each: that is twice the memory, and it stays.
/// </summary>
internal sealed class AnswerBuffers
{
    private const int KeptMax = 4;
    private const int Step = 256 << 10;
    private const int SpareMax = 4;

    private readonly Lock _lock = new();
    private readonly List<byte[]> _kept = new(KeptMax);

    /// <returns>At least so many bytes.</returns>
    public byte[] Rent(int bytes)
    {
        lock (_lock)
        {
            int best = -1;
            for (int i = 0; i < _kept.Count; i++)
                // A short answer does not take the place of a long one.
                if (
                    _kept[i].Length >= bytes
                    && _kept[i].Length / SpareMax <= Math.Max(bytes, Step)
                    && (best < 0 || _kept[i].Length < _kept[best].Length)
                )
                    best = i;
            if (best >= 0)
            {
                byte[] found = _kept[best];
                _kept.RemoveAt(best);
                return found;
            }
            // What is kept is too small by now: it would only lie there.
            if (_kept.Count == KeptMax)
                _kept.RemoveAt(0);
        }
        int steps = (bytes / Step) + 1;
        return GC.AllocateUninitializedArray<byte>((int)Math.Min(Array.MaxLength, (long)steps * Step));
    }

    public void Return(byte[] buffer)
    {
        lock (_lock)
            if (_kept.Count < KeptMax)
                _kept.Add(buffer);
    }
}
