using System.Buffers.Binary;

namespace Aether.Prover.Execution;

/// <summary>The two messages between the program and its child: a length (u32, little-endian) and that many bytes.</summary>
internal static class ExecutionFrame
{
    public static async Task WriteAsync(Stream stream, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var header = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)body.Length);
        await stream.WriteAsync(header, cancellationToken);
        await stream.WriteAsync(body, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <exception cref="EndOfStreamException">The other side ended before the message was whole.</exception>
    /// <exception cref="InvalidDataException">The message is longer than <paramref name="lengthMax"/>.</exception>
    public static async Task<byte[]> ReadAsync(Stream stream, int lengthMax, CancellationToken cancellationToken)
    {
        var header = new byte[4];
        await stream.ReadExactlyAsync(header, cancellationToken);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (length > lengthMax)
            throw new InvalidDataException($"a message of {length} bytes is above the limit of {lengthMax}");
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, cancellationToken);
        return body;
    }
}
