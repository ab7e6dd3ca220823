using System.Buffers.Binary;

namespace Aether.Prover.Sealing;

/// <summary>What a sealed box is for. It enters the key derivation and the authenticated data, so a box made for one Job opens for no other.</summary>
/// <param name="ChainId">Chain the market lives on.</param>
/// <param name="Market">JobMarket address, 20 bytes.</param>
/// <param name="JobId">Job id, 32 bytes big-endian.</param>
public readonly record struct SealingContext(ulong ChainId, ReadOnlyMemory<byte> Market, ReadOnlyMemory<byte> JobId)
{
    /// <summary>Label 14, chain id 32, market 20, job id 32.</summary>
    public const int EncodedLength = 14 + 32 + 20 + 32;

    internal static ReadOnlySpan<byte> Label => "aether-seal-v1"u8;

    internal byte[] Encode()
    {
        if (Market.Length != 20)
            throw new InvalidOperationException($"market must be 20 bytes, found {Market.Length}");
        if (JobId.Length != 32)
            throw new InvalidOperationException($"job id must be 32 bytes, found {JobId.Length}");
        var bytes = new byte[EncodedLength];
        Label.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(14 + 24), ChainId);
        Market.Span.CopyTo(bytes.AsSpan(46));
        JobId.Span.CopyTo(bytes.AsSpan(66));
        return bytes;
    }
}
