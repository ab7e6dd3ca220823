using System.Buffers.Binary;
using Aether.Ethereum;

namespace Aether.Contracts.Tests;

public sealed class ProvenCallsTests
{
    private static readonly byte[] Single = new JobMarket.SettleProvenCall
    {
        Item = ItemOf(7),
        Proof = Envelope(7),
        Key = Bytes32.Zero,
        DeliveryAck = Array.Empty<byte>(),
    }.Encode();

    private static readonly byte[] Batch = new BatchSettlement.SettleCall { Items = [ProvenOf(8), ProvenOf(9)] }.Encode();

    [Fact]
    public void In_OwnCallBatchAndWrappedOnes_FindsEachEnvelope()
    {
        Assert.Equal([7], Found(Single));
        Assert.Equal([8, 9], Found(Batch));
        Assert.Equal([7], Found(Wrapped(Single)));
        Assert.Equal([8, 9], Found(Wrapped(Batch)));
        Assert.Equal([7, 8, 9, 7], Found([.. Wrapped(Single), .. Wrapped(Batch), .. Wrapped(Wrapped(Single))]));
    }

    [Fact]
    public void In_CutShortOrOtherCalls_FindsNothing()
    {
        Assert.Empty(Found([]));
        Assert.Empty(Found(Single[..^1]));
        var wrapped = Wrapped(Single);
        Assert.Empty(Found(wrapped[..(68 + Single.Length - 1)]));
        // A length that is not its own, or none that fits 32 bits.
        foreach (var at in new[] { 36 + 31, 36 })
        {
            var other = Wrapped(Single);
            other[at] ^= 1;
            Assert.Empty(Found(other));
        }
    }

    [Fact]
    public void In_SelectorsWithoutEnd_StopsTrying()
    {
        // Each of them says that all zeros behind it are its bytes.
        var hostile = new byte[100_000];
        for (var at = 64; at + 4 < hostile.Length; at += 36)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hostile.AsSpan(at - 4), 64);
            JobMarket.SettleProvenCall.Selector.CopyTo(hostile.AsSpan(at));
        }
        Assert.Empty(Found(hostile));
        Assert.Empty(Found([.. hostile, .. Wrapped(Single)]));
    }

    private static IEnumerable<int> Found(byte[] calldata)
    {
        foreach (var (item, envelope) in ProvenCalls.In(calldata))
        {
            Assert.Equal(Envelope((int)(ulong)item.JobId), envelope.ToArray());
            yield return (int)(ulong)item.JobId;
        }
    }

    /// <summary>As a wallet hands on a call: its selector, one word, the length, the bytes.</summary>
    private static byte[] Wrapped(byte[] call)
    {
        var wrapped = new byte[36 + 32 + (call.Length + 31) / 32 * 32];
        wrapped[0] = 0xb6;
        BinaryPrimitives.WriteInt32BigEndian(wrapped.AsSpan(32), 32);
        BinaryPrimitives.WriteInt32BigEndian(wrapped.AsSpan(64), call.Length);
        call.CopyTo(wrapped.AsSpan(68));
        return wrapped;
    }

    private static ProvenItem ProvenOf(int jobId) =>
        new()
        {
            Item = ItemOf(jobId),
            Answered = false,
            Proof = Envelope(jobId),
            Key = Bytes32.Zero,
            DeliveryAck = Array.Empty<byte>(),
        };

    private static Item ItemOf(int jobId) => default(Item) with { JobId = (ulong)jobId, Royalties = [], Extras = [] };

    private static byte[] Envelope(int jobId) => [.. Enumerable.Range(0, 100 + jobId).Select(i => (byte)(i * jobId % 256))];
}
