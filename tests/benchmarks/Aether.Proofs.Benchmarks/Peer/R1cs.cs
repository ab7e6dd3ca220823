using System.Buffers.Binary;

namespace Aether.Proofs.Benchmarks;

/// <summary>A circuit as circom writes it: one constraint (A w)(B w) = C w per row, over the wires w. Read from our own compiler run, not from strangers.</summary>
/// <remarks>Source: iden3/r1csfile, doc/r1cs_bin_format.md.</remarks>
internal sealed class R1cs
{
    private const int HeaderSection = 1;
    private const int ConstraintSection = 2;

    private readonly byte[] _bytes;
    private readonly int _constraints;

    private R1cs(byte[] bytes, int header, int constraints)
    {
        (_bytes, _constraints) = (bytes, constraints);
        int at = header + sizeof(int) + Int32(header);
        WireCount = Int32(at);
        // Wire 0 is the constant 1; public outputs and inputs follow it.
        PublicCount = Int32(at + 4) + Int32(at + 8);
        ConstraintCount = Int32(at + 24);
    }

    /// <summary>What stands in a row: matrix 0, 1 or 2 for A, B or C.</summary>
    public delegate void Visitor(int matrix, int constraint, int wire, Fr coefficient);

    public int WireCount { get; }
    public int PublicCount { get; }
    public int ConstraintCount { get; }

    public static R1cs Read(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        if (!bytes.AsSpan().StartsWith("r1cs"u8))
            throw new InvalidDataException($"{file} is no circuit.");
        int[] starts = new int[3];
        for (int at = 12; at < bytes.Length; )
        {
            int type = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
            long size = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at + 4));
            if (type is HeaderSection or ConstraintSection)
                starts[type] = at + 12;
            at = checked((int)(at + 12 + size));
        }
        return new(bytes, starts[HeaderSection], starts[ConstraintSection]);
    }

    public void Visit(Visitor visitor)
    {
        Span<byte> word = stackalloc byte[Fr.Bytes];
        int at = _constraints;
        for (int row = 0; row < ConstraintCount; row++)
        for (int matrix = 0; matrix < 3; matrix++)
        {
            int terms = Int32(at);
            at += sizeof(int);
            for (int term = 0; term < terms; term++, at += sizeof(int) + Fr.Bytes)
            {
                _bytes.AsSpan(at + sizeof(int), Fr.Bytes).CopyTo(word);
                word.Reverse();
                visitor(matrix, row, Int32(at), Fr.Read(word));
            }
        }
    }

    private int Int32(int at) => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(at));
}
