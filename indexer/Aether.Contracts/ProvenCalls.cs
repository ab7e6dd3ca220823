using System.Buffers.Binary;
using Aether.Ethereum;

namespace Aether.Contracts;

/// <summary>Settlements by proof inside calldata: the market's own call, a batch of them, and either one handed on whole by a wallet or a multicall.</summary>
public static class ProvenCalls
{
    private const int WordBytes = 32;

    // What one transaction's calldata can be made to cost: a settlement of its own needs thousands of bytes.
    private const int TriesMax = 64;

    /// <summary>Every settlement that calldata holds. Whose they are and whether they count, the caller checks.</summary>
    public static IEnumerable<(Item Item, ReadOnlyMemory<byte> Envelope)> In(ReadOnlyMemory<byte> calldata) =>
        Calls(calldata).Take(TriesMax).SelectMany(call => Read(call.Span));

    private static IEnumerable<(Item, ReadOnlyMemory<byte>)> Read(ReadOnlySpan<byte> call)
    {
        try
        {
            if (JobMarket.SettleProvenCall.TryDecode(call, out var single))
                return [(single.Item, single.Proof)];
            if (BatchSettlement.SettleCall.TryDecode(call, out var batch))
                return batch.Items.Select(item => (item.Item, (ReadOnlyMemory<byte>)item.Proof));
        }
        catch (AbiException)
        {
            // It only begins like one.
        }
        return [];
    }

    /// <summary>The calldata, and every `bytes` in it that begins like one of the two calls.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Calls(ReadOnlyMemory<byte> calldata)
    {
        yield return calldata;
        for (var at = WordBytes; at < calldata.Length; at++)
        {
            var next = NextSelector(calldata.Span[at..]);
            if (next < 0)
                yield break;
            at += next;
            // The bytes' own length stands before them.
            var length = calldata.Span.Slice(at - WordBytes, WordBytes);
            if (length[..^sizeof(uint)].ContainsAnyExcept((byte)0))
                continue;
            var bytes = BinaryPrimitives.ReadUInt32BigEndian(length[^sizeof(uint)..]);
            if (bytes <= (uint)(calldata.Length - at))
                yield return calldata.Slice(at, (int)bytes);
        }
    }

    private static int NextSelector(ReadOnlySpan<byte> bytes)
    {
        var single = bytes.IndexOf(JobMarket.SettleProvenCall.Selector);
        var batch = (single < 0 ? bytes : bytes[..single]).IndexOf(BatchSettlement.SettleCall.Selector);
        return batch >= 0 ? batch : single;
    }
}
