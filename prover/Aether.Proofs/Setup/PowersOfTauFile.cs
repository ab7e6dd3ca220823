using System.Buffers.Binary;

namespace Aether.Proofs;

/// <summary>Reads .ptau files as snarkjs writes them: "ptau", version 1, sections of (id, size, body), numbers little-endian.</summary>
/// <remarks>
/// Used are sections 1 (header: field, power), 2 ([tau^i]_1) and 3 ([tau^i]_2); coordinates are in Montgomery form, little-endian.
/// Source: iden3/snarkjs, src/powersoftau_utils.js. The file is hostile: every size is checked against the stream before anything is
/// allocated by it.
/// </remarks>
public static class PowersOfTauFile
{
    private const int SectionsMax = 64;
    private const int HeaderBytes = 4 + Fq.Bytes + 4 + 4;

    /// <param name="stream">Seekable, at the start of the file.</param>
    /// <param name="log">How many powers to take: 2^log; at most the file's power.</param>
    /// <returns>A string whose points are on the curve; <see cref="Srs.Check"/> is still to be called.</returns>
    /// <exception cref="FieldFormatException">The file is not of this form, too small, or a point is none.</exception>
    public static Srs Read(Stream stream, int log, CancellationToken cancellation = default)
    {
        Srs.RequireLog(log);
        Dictionary<uint, (long Start, long Size)> sections = ReadSections(stream);
        int power = ReadPower(stream, Section(sections, 1, HeaderBytes));
        if (log > power)
            throw new FieldFormatException($"The file holds powers up to 2^{power}; 2^{log} were asked for.");
        long size = 1L << power;
        (long Start, long Size) g1 = Section(sections, 2, (2 * size - 1) * G1Point.Bytes);
        (long Start, long Size) g2 = Section(sections, 3, size * G2Point.Bytes);
        stream.Position = g1.Start;
        G1Point[] powers = new G1Point[1 << log];
        byte[] buffer = new byte[G1Point.Bytes << 10];
        for (int i = 0; i < powers.Length; )
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(1 << 10, powers.Length - i);
            Fill(stream, buffer.AsSpan(0, count * G1Point.Bytes));
            for (int k = 0; k < count; k++, i++)
                powers[i] = ReadG1(buffer.AsSpan(k * G1Point.Bytes, G1Point.Bytes), i);
        }
        // The second point: [tau]_2.
        stream.Position = g2.Start + G2Point.Bytes;
        Span<byte> bytes = buffer.AsSpan(0, G2Point.Bytes);
        Fill(stream, bytes);
        G2Point tau = new(new(Coordinate(bytes), Coordinate(bytes[32..])), new(Coordinate(bytes[64..]), Coordinate(bytes[96..])));
        return tau.IsInSubgroup ? new(powers, tau) : throw new FieldFormatException("[tau]_2 is not in the group of order r.");
    }

    private static Dictionary<uint, (long Start, long Size)> ReadSections(Stream stream)
    {
        long length = stream.Length;
        Span<byte> head = stackalloc byte[12];
        Fill(stream, head);
        if (!head[..4].SequenceEqual("ptau"u8))
            throw new FieldFormatException("Not a powers-of-tau file: it does not begin with \"ptau\".");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        if (version != 1)
            throw new FieldFormatException($"Version {version} of powers-of-tau files is not known; 1 is.");
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(head[8..]);
        if (count > SectionsMax)
            throw new FieldFormatException($"{count} sections are more than {SectionsMax}.");
        Dictionary<uint, (long, long)> sections = [];
        for (uint i = 0; i < count; i++)
        {
            Fill(stream, head);
            uint id = BinaryPrimitives.ReadUInt32LittleEndian(head);
            ulong size = BinaryPrimitives.ReadUInt64LittleEndian(head[4..]);
            if (size > (ulong)(length - stream.Position))
                throw new FieldFormatException($"Section {id} claims {size} bytes, more than the file has.");
            if (!sections.TryAdd(id, (stream.Position, (long)size)))
                throw new FieldFormatException($"Section {id} is there twice.");
            stream.Position += (long)size;
        }
        return sections;
    }

    private static int ReadPower(Stream stream, (long Start, long Size) section)
    {
        stream.Position = section.Start;
        Span<byte> header = stackalloc byte[HeaderBytes];
        Fill(stream, header);
        uint width = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (width != Fq.Bytes || new System.Numerics.BigInteger(header[4..36], isUnsigned: true) != Fq.Modulus)
            throw new FieldFormatException("The powers of tau are of another curve than BN254.");
        uint power = BinaryPrimitives.ReadUInt32LittleEndian(header[36..]);
        return power is >= 1 and <= Srs.LogMax
            ? (int)power
            : throw new FieldFormatException($"A power of {power} is not 1 to {Srs.LogMax}.");
    }

    private static (long Start, long Size) Section(Dictionary<uint, (long Start, long Size)> sections, uint id, long size)
    {
        if (!sections.TryGetValue(id, out (long Start, long Size) section))
            throw new FieldFormatException($"Section {id} is missing.");
        return section.Size == size
            ? section
            : throw new FieldFormatException($"Section {id} has {section.Size} bytes; it should have {size}.");
    }

    private static G1Point ReadG1(ReadOnlySpan<byte> bytes, int index)
    {
        G1Point point = new(Coordinate(bytes), Coordinate(bytes[32..]));
        return point.IsOnCurve && !point.IsInfinity
            ? point
            : throw new FieldFormatException($"Power {index} of tau is not a point of the curve.");
    }

    private static Fq Coordinate(ReadOnlySpan<byte> bytes) =>
        Fq.FromMontgomery(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..])
        );

    private static void Fill(Stream stream, Span<byte> buffer)
    {
        if (stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
            throw new FieldFormatException("The file ends too early.");
    }
}
