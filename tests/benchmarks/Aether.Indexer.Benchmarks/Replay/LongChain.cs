using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Ethereum;
using Aether.Harness;

namespace Aether.Indexer.Benchmarks;

/// <summary>
/// A recorded chain of the emitter, gone on with several times over: each repetition holds the recorded blocks' events with ids that go on, in blocks
/// whose headers link and hash to their hashes. What was recorded stands first as it was. Roots and blooms are repeated, so that receipts, which make them,
/// are not there: it is to be read by ranges.
/// </summary>
internal sealed class LongChain : IReplayedChain
{
    private static readonly ReadOnlyMemory<byte> Nothing = "null"u8.ToArray();

    private readonly RecordedBlock[] _recorded;
    private readonly LongChainLog[][] _logs;
    private readonly int _first;
    private readonly int _each;
    private readonly int _times;
    private readonly int _idsEach;
    private readonly List<(byte[] Json, string Hash, ulong Time)> _blocks = [];
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);

    /// <param name="first">The first block with events.</param>
    /// <param name="last">The last one.</param>
    public LongChain(string file, int first, int last, int times)
    {
        _recorded = [.. Recording.Read(file)];
        (_first, _each, _times) = (first, last - first + 1, times);
        _logs = [.. _recorded.Select(block => block.Logs.Select(log => LongChainLog.Parse(log.Json)).ToArray())];
        _idsEach = _logs.Sum(logs => logs.Length);
        var length = first + (_each * times) + (_recorded.Length - 1 - last);
        for (var number = 0; number < length; number++)
            Append(number);
        // What is made must be what was recorded, where both are.
        for (var number = first; number <= last; number++)
            if (!Make(number).Span.SequenceEqual(Joined(_recorded[number].Logs)))
                throw new HarnessException($"the logs of block {number} are made otherwise than they were recorded");
    }

    public long Last => _blocks.Count - 1;

    public long NumberOf(string hash) => _numbers.GetValueOrDefault(hash, -1);

    public ReadOnlyMemory<byte> Block(long number, bool isFull) => number < 0 || number > Last ? Nothing : _blocks[(int)number].Json;

    public ReadOnlyMemory<byte> Receipts(long number) => Nothing;

    public ReadOnlyMemory<byte> Transaction(string hash) => Nothing;

    public IEnumerable<ReadOnlyMemory<byte>> Logs(long number, ReplayFilter filter) =>
        _logs[Template(number).Block].Length == 0 ? [] : [Make(number)];

    private (int Block, int Repetition) Template(long number)
    {
        var at = (int)number - _first;
        if (at < 0)
            return ((int)number, 0);
        return at < _each * _times ? (_first + (at % _each), at / _each) : (at - (_each * (_times - 1)) + _first, _times - 1);
    }

    private void Append(int number)
    {
        var (template, repetition) = Template(number);
        var block = JsonNode.Parse(_recorded[template].Slim)!.AsObject();
        if (repetition > 0)
        {
            block["number"] = Quantity((ulong)number);
            block["parentHash"] = _blocks[number - 1].Hash;
            block["timestamp"] = Quantity(
                (ulong)Harness.Rpc.ParseQuantity(block["timestamp"]!.GetValue<string>()) + (ulong)(repetition * _each)
            );
            block["hash"] = HashOf(block);
        }
        var hash = block["hash"]!.GetValue<string>();
        _numbers.Add(hash, number);
        _blocks.Add(
            (Encoding.UTF8.GetBytes(block.ToJsonString()), hash, (ulong)Harness.Rpc.ParseQuantity(block["timestamp"]!.GetValue<string>()))
        );
    }

    private static string HashOf(JsonObject block)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(block.ToJsonString()));
        reader.Read();
        return Bytes32.Keccak(BlockHeader.Read(ref reader)!.Encoding.Span).ToString();
    }

    private ReadOnlyMemory<byte> Make(long number)
    {
        var (template, repetition) = Template(number);
        var output = new ArrayBufferWriter<byte>(800 * _logs[template].Length);
        for (var i = 0; i < _logs[template].Length; i++)
        {
            if (i > 0)
                output.Write(","u8);
            _logs[template]
                [i]
                .Write(
                    output,
                    number,
                    _blocks[(int)number].Hash,
                    _blocks[(int)number].Time,
                    (ulong)(repetition * _idsEach),
                    repetition > 0
                );
        }
        return output.WrittenMemory;
    }

    private static byte[] Joined(RecordedLog[] logs)
    {
        var output = new ArrayBufferWriter<byte>();
        for (var i = 0; i < logs.Length; i++)
        {
            if (i > 0)
                output.Write(","u8);
            output.Write(logs[i].Json);
        }
        return output.WrittenSpan.ToArray();
    }

    private static string Quantity(ulong value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");
}

/// <summary>A recorded log's text, cut at its block's number, with the places where another block and another id go.</summary>
internal sealed class LongChainLog
{
    private const int WordDigits = 64;

    private readonly byte[] _before;
    private readonly byte[] _after;
    private readonly int _idAt;
    private readonly int _countAt;
    private readonly int _hashAt;
    private readonly int _timeAt;
    private readonly int _transactionAt;
    private readonly ulong _id;
    private readonly ulong _count;

    private LongChainLog(byte[] json)
    {
        var number = Behind(json, "\"blockNumber\":\"0x"u8);
        _before = json[..number];
        _after = json[(number + json.AsSpan(number).IndexOf((byte)'"'))..];
        var topics = Behind(_before, "\"topics\":["u8);
        // The fourth topic and the second word of data.
        _idAt = topics + _before.AsSpan(topics).IndexOf((byte)']') - 1 - WordDigits;
        _countAt = Behind(_before, "\"data\":\"0x"u8) + WordDigits;
        _hashAt = Behind(_before, "\"blockHash\":\"0x"u8);
        _timeAt = Behind(_after, "\"blockTimestamp\":\"0x"u8);
        _transactionAt = Behind(_after, "\"transactionHash\":\"0x"u8);
        _id = Hex(_before.AsSpan(_idAt, WordDigits));
        _count = Hex(_before.AsSpan(_countAt, WordDigits));
    }

    public static LongChainLog Parse(byte[] json) => new(json);

    /// <param name="more">What ids have gone on by.</param>
    public void Write(ArrayBufferWriter<byte> output, long number, string hash, ulong time, ulong more, bool isRepeated)
    {
        var before = output.GetSpan(_before.Length);
        _before.CopyTo(before);
        Put(before.Slice(_idAt, WordDigits), _id + more);
        Put(before.Slice(_countAt, WordDigits), _count + more);
        Encoding.ASCII.GetBytes(hash.AsSpan(2), before[_hashAt..]);
        output.Advance(_before.Length);
        Utf8Formatter.TryFormat((ulong)number, output.GetSpan(20), out var digits, new StandardFormat('x'));
        output.Advance(digits);
        var after = output.GetSpan(_after.Length);
        _after.CopyTo(after);
        // Seconds of this century have eight digits.
        Utf8Formatter.TryFormat(time, after[_timeAt..], out _, new StandardFormat('x', 8));
        if (isRepeated)
            Utf8Formatter.TryFormat((uint)number, after[_transactionAt..], out _, new StandardFormat('x', 8));
        output.Advance(_after.Length);
    }

    private static void Put(Span<byte> word, ulong value) =>
        Utf8Formatter.TryFormat(value, word[(WordDigits - 16)..], out _, new StandardFormat('x', 16));

    private static ulong Hex(ReadOnlySpan<byte> word) =>
        Utf8Parser.TryParse(word[(WordDigits - 16)..], out ulong value, out _, 'x')
            ? value
            : throw new HarnessException("a log without its words");

    private static int Behind(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        var at = text.IndexOf(key);
        return at < 0 ? throw new HarnessException($"a log without {Encoding.UTF8.GetString(key)}") : at + key.Length;
    }
}
