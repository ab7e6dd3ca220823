namespace Aether.Proofs;

/// <summary>Our own form of a reference string: "AESR", version 1, log, two zero bytes; [tau]_2, 128 bytes; 2^log points of 64 bytes; nothing after.</summary>
/// <remarks>About a sixth of a .ptau file of the same power. Points are as the precompiles read them, so the body is what <see cref="Srs.Id"/> hashes.</remarks>
public static class SrsFile
{
    private const int HeadBytes = 8;
    private const byte Version = 1;

    /// <summary>Bytes of a file.</summary>
    public static long BytesFor(int log) => HeadBytes + G2Point.Bytes + ((long)G1Point.Bytes << log);

    public static void Write(Srs srs, Stream stream)
    {
        stream.Write([.. "AESR"u8, Version, (byte)srs.Log, 0, 0]);
        stream.Write(srs.TauG2.ToBytes());
        byte[] buffer = new byte[G1Point.Bytes];
        foreach (G1Point point in srs.Powers.Span)
        {
            point.Write(buffer);
            stream.Write(buffer);
        }
    }

    /// <param name="stream">Seekable, at the start; it ends with the string.</param>
    /// <returns>A string whose points are on the curve; <see cref="Srs.Check"/> is still to be called.</returns>
    /// <exception cref="FieldFormatException">The file is not of this form, of another size, or a point is none.</exception>
    public static Srs Read(Stream stream, CancellationToken cancellation = default)
    {
        byte[] buffer = new byte[G2Point.Bytes];
        Fill(stream, buffer.AsSpan(0, HeadBytes));
        int log = buffer[5];
        if (!buffer.AsSpan(0, 5).SequenceEqual([.. "AESR"u8, Version]) || log is < 1 or > Srs.LogMax || buffer[6] != 0 || buffer[7] != 0)
            throw new FieldFormatException("Not a reference string of version 1.");
        if (stream.Length - stream.Position + HeadBytes != BytesFor(log))
            throw new FieldFormatException($"A reference string of 2^{log} powers has {BytesFor(log)} bytes.");
        Fill(stream, buffer);
        G2Point tau = G2Point.Read(buffer);
        G1Point[] powers = new G1Point[1 << log];
        for (int i = 0; i < powers.Length; i++)
        {
            if ((i & 1023) == 0)
                cancellation.ThrowIfCancellationRequested();
            Fill(stream, buffer.AsSpan(0, G1Point.Bytes));
            powers[i] = G1Point.Read(buffer.AsSpan(0, G1Point.Bytes));
        }
        return new(powers, tau);
    }

    private static void Fill(Stream stream, Span<byte> buffer)
    {
        if (stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
            throw new FieldFormatException("The file ends too early.");
    }
}
