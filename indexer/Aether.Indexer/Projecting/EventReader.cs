using System.Text.Json;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Indexer.Storing;

namespace Aether.Indexer.Projecting;

/// <summary>Names every event of every contract of a deployment and turns its fields into JSON.</summary>
internal sealed class EventReader(ChainManifest manifest)
{
    private delegate string? WriteEvent(scoped in LogView log, Utf8JsonWriter writer);

    private readonly Dictionary<Address, WriteEvent> _writers = WritersOf(manifest);

    public static IReadOnlySet<Address> ContractsOf(ChainManifest manifest) => WritersOf(manifest).Keys.ToHashSet();

    /// <returns>Null when its contract has no such event.</returns>
    /// <exception cref="AbiException">It names an event and its fields are malformed.</exception>
    public LogEvent? Read(in Log log)
    {
        var buffer = new MemoryStream();
        using var writer = new Utf8JsonWriter(buffer);
        if (_writers[log.Address](log.View, writer) is not { } name)
            return null;
        writer.Flush();
        var arguments = buffer.ToArray();
        return new LogEvent(name, arguments, JobIdOf(arguments));
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

    private static UInt256? JobIdOf(ReadOnlySpan<byte> arguments)
    {
        var reader = new Utf8JsonReader(arguments);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                continue;
            var isJob = reader.ValueTextEquals("jobId"u8);
            reader.Read();
            if (isJob)
                return UInt256.Parse(reader.GetString()!);
            reader.Skip();
        }
        return null;
    }
}
