using System.Buffers;
using System.Text.Json;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Indexer.Storing;

namespace Aether.Indexer.Projecting;

/// <summary>Names every event of every contract of a deployment and turns its fields into JSON.</summary>
internal sealed class EventReader(ChainManifest manifest)
{
    private const int FirstBuffer = 4 << 10;

    private delegate string? WriteEvent(scoped in LogView log, Utf8JsonWriter writer);

    private readonly Dictionary<Address, WriteEvent> _writers = WritersOf(manifest);

    public static IReadOnlySet<Address> ContractsOf(ChainManifest manifest) => WritersOf(manifest).Keys.ToHashSet();

    /// <summary>Of each thread, since an object for each of millions of logs is what reading them costs most by.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    /// <returns>Null when its contract has no such event. Arguments are valid until the thread reads the next log.</returns>
    /// <exception cref="AbiException">It names an event and its fields are malformed.</exception>
    public LogEvent? Read(in Log log)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(FirstBuffer);
        var writer = _json ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        buffer.ResetWrittenCount();
        writer.Reset();
        if (_writers[log.Address](log.View, writer) is not { } name)
            return null;
        writer.Flush();
        // A job's id is the first field wherever there is one, and indexed: a test holds all contracts to it.
        return new LogEvent(
            name,
            buffer.WrittenMemory,
            buffer.WrittenSpan.StartsWith("{\"jobId\":"u8) ? UInt256.FromBigEndian(log.View.Topic(1)) : null
        );
    }

    private static Dictionary<Address, WriteEvent> WritersOf(ChainManifest manifest)
    {
        var writers = new Dictionary<Address, WriteEvent>
        {
            [manifest.Vault] = Vault.WriteEvent,
            [manifest.ProviderRegistry] = ProviderRegistry.WriteEvent,
            [manifest.ModelRegistry] = ModelRegistry.WriteEvent,
            [manifest.VerifierRegistry] = VerifierRegistry.WriteEvent,
            [manifest.JobMarket] = JobMarket.WriteEvent,
            [manifest.ExchangeBox] = ExchangeBox.WriteEvent,
        };
        // Around the core: a deployment may do without.
        Add("FeeCollector", FeeCollector.WriteEvent);
        Add("Timelock", Timelock.WriteEvent);
        Add("ReputationAdapter", ReputationAdapter.WriteEvent);
        return writers;

        void Add(string name, WriteEvent write)
        {
            if (manifest.Contracts.TryGetValue(name, out var address))
                writers.Add(address, write);
        }
    }
}
