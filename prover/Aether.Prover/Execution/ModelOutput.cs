using System.Buffers.Binary;
using Aether.Inference;

namespace Aether.Prover.Execution;

/// <summary>What running a model yields: the output tensor's bytes and the root of every tensor boundary, input first, output last.</summary>
public sealed record ModelOutput(byte[] Output, IReadOnlyList<Digest> Boundaries)
{
    /// <summary>Output length u32 little-endian, output, then the roots.</summary>
    internal byte[] Encode()
    {
        var bytes = new byte[4 + Output.Length + (Boundaries.Count * Digest.Size)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)Output.Length);
        Output.CopyTo(bytes, 4);
        for (var i = 0; i < Boundaries.Count; i++)
            Boundaries[i].CopyTo(bytes.AsSpan(4 + Output.Length + (i * Digest.Size)));
        return bytes;
    }

    /// <exception cref="InvalidDataException">Not what <see cref="Encode"/> writes.</exception>
    internal static ModelOutput Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4)
            throw new InvalidDataException("the child's answer is shorter than its header");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (length > bytes.Length - 4)
            throw new InvalidDataException("the child's answer is shorter than its output");
        var roots = bytes[(4 + (int)length)..];
        if (roots.Length % Digest.Size != 0 || roots.Length == 0)
            throw new InvalidDataException("the child's answer holds no whole list of roots");
        var boundaries = new Digest[roots.Length / Digest.Size];
        for (var i = 0; i < boundaries.Length; i++)
            boundaries[i] = new Digest(roots.Slice(i * Digest.Size, Digest.Size));
        return new ModelOutput(bytes.Slice(4, (int)length).ToArray(), boundaries);
    }
}
