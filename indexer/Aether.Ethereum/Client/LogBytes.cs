using System.Text.Json;

namespace Aether.Ethereum;

/// <summary>Room for topics and data of the logs of one answer: arrays that many of them share, so that a log costs no object.</summary>
internal sealed class LogBytes
{
    private const int ArrayBytes = 32 << 10;

    private byte[] _array = [];
    private int _used;

    /// <summary>A copy of the bytes.</summary>
    public ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> bytes)
    {
        Memory<byte> room = Take(bytes.Length);
        bytes.CopyTo(room.Span);
        return room;
    }

    /// <summary>The hex text that the reader stands on.</summary>
    public ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader)
    {
        Memory<byte> room = Take(RpcJson.DataLength(ref reader));
        RpcJson.ReadExact(ref reader, room.Span);
        return room;
    }

    private Memory<byte> Take(int bytes)
    {
        if (bytes > ArrayBytes / 2)
            return new byte[bytes];
        if (_array.Length - _used < bytes)
            // A single log, or the first of many: not more than it needs.
            (_array, _used) = (new byte[_array.Length == 0 ? Math.Max(256, bytes) : ArrayBytes], 0);
        Memory<byte> room = _array.AsMemory(_used, bytes);
        _used += bytes;
        return room;
    }
}
