using System.Buffers.Binary;
using Aether.Inference;

namespace Aether.Prover.Execution;

/// <summary>What running a model yields.</summary>
/// <param name="ContentHash">Of the model that was read and run.</param>
/// <param name="Output">The output as it travels, see <see cref="ModelForm"/>.</param>
/// <param name="Boundaries">The root of every boundary tensor, input first, output last.</param>
public sealed record ModelOutput(Digest ContentHash, byte[] Output, IReadOnlyList<Digest> Boundaries)
{
    /// <summary>Largest output and roots that a child may answer with: 64 MiB.</summary>
    public const int BytesMax = 64 << 20;

    /// <summary>The most that <see cref="Encode"/> writes.</summary>
    internal const int MessageBytesMax = BytesMax + Front;

    private const int Front = Digest.Size + 4;

    /// <summary>contentHash, output length u32 little-endian, output, then the roots.</summary>
    internal byte[] Encode()
    {
        var bytes = new byte[Front + Output.Length + (Boundaries.Count * Digest.Size)];
        ContentHash.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Digest.Size), (uint)Output.Length);
        Output.CopyTo(bytes, Front);
        for (var i = 0; i < Boundaries.Count; i++)
            Boundaries[i].CopyTo(bytes.AsSpan(Front + Output.Length + (i * Digest.Size)));
        return bytes;
    }

    /// <exception cref="InvalidDataException">Not what <see cref="Encode"/> writes.</exception>
    internal static ModelOutput Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Front)
            throw new InvalidDataException("the child's answer is shorter than its header");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[Digest.Size..]);
        if (length > bytes.Length - Front)
            throw new InvalidDataException("the child's answer is shorter than its output");
        var roots = bytes[(Front + (int)length)..];
        if (roots.Length % Digest.Size != 0 || roots.Length == 0)
            throw new InvalidDataException("the child's answer holds no whole list of roots");
        var boundaries = new Digest[roots.Length / Digest.Size];
        for (var i = 0; i < boundaries.Length; i++)
            boundaries[i] = new Digest(roots.Slice(i * Digest.Size, Digest.Size));
        return new ModelOutput(new Digest(bytes[..Digest.Size]), bytes.Slice(Front, (int)length).ToArray(), boundaries);
    }
}
