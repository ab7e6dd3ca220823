using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Aether.Proofs.Benchmarks;

/// <summary>The proving key of a circuit, in snarkjs's format, made by one who draws the secrets and forgets them: for measurements, never for use.</summary>
/// <remarks>
/// A key of use takes a ceremony for the powers and a second one for the circuit, and hours in snarkjs at 2^20; knowing the secrets it is field arithmetic and one
/// multiplication a point. What is proved with it, and how long that takes, is the same. Source: Groth 2016; snarkjs, src/zkey_new.js, for the bytes.
/// </remarks>
internal static class Groth16Key
{
    private const int GeneratorOfRoots = 5;
    private const int TwoAdicity = 28;
    private const int CoefficientBytes = 12 + Fr.Bytes;

    // 2^256 mod r: snarkjs keeps coefficients times its square.
    private static readonly Fr R = new(System.Numerics.BigInteger.One << 256);

    /// <returns>Binary logarithm of the domain.</returns>
    public static int Write(R1cs circuit, string file)
    {
        int log = System.Numerics.BitOperations.Log2((uint)(circuit.ConstraintCount + circuit.PublicCount)) + 1;
        int size = 1 << log;
        (Fr tau, Fr alpha, Fr beta, Fr delta) = (Draw(), Draw(), Draw(), Draw());
        Fr overDelta = delta.Inverse();
        Fr[] doubled = Lagrange(tau, log + 1);
        Fr[] single = Lagrange(tau, log);

        Fr[][] columns = [new Fr[circuit.WireCount], new Fr[circuit.WireCount], new Fr[circuit.WireCount]];
        int count = circuit.PublicCount + 1;
        circuit.Visit(
            (matrix, row, wire, coefficient) =>
            {
                columns[matrix][wire] += coefficient * single[row];
                count += matrix < 2 ? 1 : 0;
            }
        );
        // A row for each public wire, so that all of them are in A and none can be moved to another.
        for (int wire = 0; wire <= circuit.PublicCount; wire++)
            columns[0][wire] += single[circuit.ConstraintCount + wire];
        Fr[] combined = new Fr[circuit.WireCount];
        for (int wire = 0; wire < combined.Length; wire++)
            combined[wire] =
                (beta * columns[0][wire] + alpha * columns[1][wire] + columns[2][wire])
                * (wire <= circuit.PublicCount ? Fr.One : overDelta);
        Fr[] quotient = new Fr[size];
        for (int i = 0; i < size; i++)
            quotient[i] = doubled[2 * i + 1] * overDelta;

        using FileStream stream = new(file, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        using BinaryWriter writer = new(stream);
        writer.Write("zkey"u8);
        writer.Write(1);
        writer.Write(10);
        Section(writer, 1, sizeof(int));
        writer.Write(1);
        Section(writer, 2, 2 * (sizeof(int) + Fr.Bytes) + 3 * sizeof(int) + 3 * 64 + 3 * 128);
        writer.Write(Fq.Bytes);
        WriteModulus(writer, Fq.Modulus);
        writer.Write(Fr.Bytes);
        WriteModulus(writer, Fr.Modulus);
        writer.Write(circuit.WireCount);
        writer.Write(circuit.PublicCount);
        writer.Write(size);
        Write<G1Point>(writer, [alpha * G1Point.Generator, beta * G1Point.Generator]);
        Write<G2Point>(writer, [beta * G2Point.Generator, G2Point.Generator]);
        Write<G1Point>(writer, [delta * G1Point.Generator]);
        Write<G2Point>(writer, [delta * G2Point.Generator]);
        Points(writer, 3, combined[..(circuit.PublicCount + 1)]);
        Section(writer, 4, sizeof(int) + (long)count * CoefficientBytes);
        writer.Write(count);
        circuit.Visit(
            (matrix, row, wire, coefficient) =>
            {
                if (matrix < 2)
                    Coefficient(writer, matrix, row, wire, coefficient);
            }
        );
        for (int wire = 0; wire <= circuit.PublicCount; wire++)
            Coefficient(writer, 0, circuit.ConstraintCount + wire, wire, Fr.One);
        Points(writer, 5, columns[0]);
        Points(writer, 6, columns[1]);
        Section(writer, 7, 128L * circuit.WireCount);
        Write<G2Point>(writer, G2Multiples.Of(columns[1]));
        Points(writer, 8, combined[(circuit.PublicCount + 1)..]);
        Points(writer, 9, quotient);
        // Where a ceremony would be recorded: the hash of the circuit and its contributions, none.
        Section(writer, 10, 64 + sizeof(int));
        writer.Write(new byte[64 + sizeof(int)]);
        return log;
    }

    /// <summary>The Lagrange polynomials of the 2^log roots of unity at tau: w^i (tau^n - 1) / (n (tau - w^i)).</summary>
    private static Fr[] Lagrange(Fr tau, int log)
    {
        int size = 1 << log;
        Fr root = new Fr(GeneratorOfRoots).Power((Fr.Modulus - 1) >> TwoAdicity);
        for (int i = TwoAdicity; i > log; i--)
            root = root.Square();
        Fr scale = (tau.Power(size) - Fr.One) * new Fr(size).Inverse();
        Fr[] values = new Fr[size];
        Fr[] before = new Fr[size];
        Fr power = Fr.One;
        Fr product = Fr.One;
        for (int i = 0; i < size; i++, power *= root)
        {
            (values[i], before[i]) = (power, product);
            product *= tau - power;
        }
        Fr inverse = product.Inverse();
        for (int i = size - 1; i >= 0; i--)
        {
            Fr difference = tau - values[i];
            values[i] = values[i] * scale * before[i] * inverse;
            inverse *= difference;
        }
        return values;
    }

    private static void Points(BinaryWriter writer, int section, Fr[] factors)
    {
        const int Block = 1 << 14;
        Section(writer, section, 64L * factors.Length);
        G1Point[][] blocks = new G1Point[(factors.Length + Block - 1) / Block][];
        Parallel.For(
            0,
            blocks.Length,
            block =>
            {
                int first = block * Block;
                blocks[block] = PointScaling.Multiples(G1Point.Generator, factors.AsSpan(first, Math.Min(Block, factors.Length - first)));
            }
        );
        foreach (G1Point[] block in blocks)
            Write<G1Point>(writer, block);
    }

    private static void Coefficient(BinaryWriter writer, int matrix, int row, int wire, Fr value)
    {
        writer.Write(matrix);
        writer.Write(row);
        writer.Write(wire);
        Write<Fr>(writer, [value * R]);
    }

    private static void Section(BinaryWriter writer, int type, long size)
    {
        writer.Write(type);
        writer.Write(size);
    }

    private static void WriteModulus(BinaryWriter writer, System.Numerics.BigInteger modulus)
    {
        Span<byte> bytes = stackalloc byte[Fr.Bytes];
        modulus.TryWriteBytes(bytes, out _, isUnsigned: true);
        writer.Write(bytes);
    }

    // Points and elements as they lie in memory: Montgomery form, low limbs first, which is snarkjs's own.
    private static void Write<T>(BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged => writer.Write(MemoryMarshal.AsBytes(values));

    private static Fr Draw() => Fr.ReadReduced(RandomNumberGenerator.GetBytes(Fr.Bytes));
}
