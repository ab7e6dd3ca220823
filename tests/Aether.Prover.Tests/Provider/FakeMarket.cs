using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Prover.Tests.Provider;

/// <summary>A real chain without Aether's contracts: what they would say is told here, everything else goes to the node.</summary>
internal sealed class FakeMarket(Uri node) : IRpcTransport
{
    private readonly HttpTransport _node = new(node);

    /// <summary>What JobMarket.job answers; a Job that is not here is None.</summary>
    public Dictionary<UInt256, (JobStatus Status, Address Provider, ulong Deadline)> Jobs { get; } = [];

    /// <summary>Jobs that JobMarket.job answers with nonsense.</summary>
    public HashSet<UInt256> Broken { get; } = [];

    /// <summary>Registered Models, and whether they are retired.</summary>
    public Dictionary<Bytes32, bool> Models { get; } = [];

    /// <summary>What they are registered with.</summary>
    public Bytes32 ContentHash { get; set; } = Sample.ModelId;

    /// <summary>How often anybody searched the logs.</summary>
    public int LogSearches { get; private set; }

    /// <summary>Whether JobMarket.lock would revert.</summary>
    public bool RefusesLocks { get; set; }

    public async Task<RpcAnswers> SendAsync(IReadOnlyList<RpcRequest> requests, CancellationToken cancellationToken)
    {
        var answers = new List<RpcResponse>();
        foreach (var request in requests)
            answers.Add(Answer(request) ?? await AskAsync(request, cancellationToken));
        return new RpcAnswers(answers);
    }

    private async Task<RpcResponse> AskAsync(RpcRequest request, CancellationToken cancellationToken)
    {
        using var answers = await _node.SendAsync([request], cancellationToken);
        return answers[0] with { Result = answers[0].Result.ToArray() };
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    private static RpcResponse Result(ulong id, string json) => new(id, Encoding.UTF8.GetBytes(json), null);

    private RpcResponse? Answer(RpcRequest request)
    {
        var call = JsonNode.Parse(request.Json.Span)!;
        switch (call["method"]!.GetValue<string>())
        {
            case "eth_getLogs":
                LogSearches++;
                return Result(request.Id, Logs(call["params"]![0]!["topics"]!.AsArray()).ToJsonString());
            case "eth_call" or "eth_estimateGas":
                var data = Hex.Parse((call["params"]![0]!["data"] ?? call["params"]![0]!["input"])!.GetValue<string>());
                if (Starts(data, new JobMarket.JobCall { JobId = 0 }.Encode()))
                    return Result(request.Id, JsonSerializer.Serialize(Hex.Format(Job(UInt256.FromBigEndian(data.AsSpan(4, 32))))));
                if (Starts(data, new ModelRegistry.ModelCall { ModelId = default }.Encode()))
                    return Result(request.Id, JsonSerializer.Serialize(Hex.Format(Model(new Bytes32(data.AsSpan(4, 32))))));
                return RefusesLocks ? new RpcResponse(request.Id, default, new RpcError(3, "execution reverted", new byte[4])) : null;
            default:
                return null;
        }
    }

    private static bool Starts(byte[] data, byte[] call) => data.AsSpan(0, 4).SequenceEqual(call.AsSpan(0, 4));

    private JsonArray Logs(JsonArray topics)
    {
        var isRegistration = topics[0]![0]!.GetValue<string>() == ModelRegistry.ModelRegistered.Topic.ToString();
        if (!isRegistration || !Models.ContainsKey(Bytes32.Parse(topics[1]![0]!.GetValue<string>())))
            return [];
        return
        [
            new JsonObject
            {
                ["address"] = Bench.Contracts["ModelRegistry"].ToString(),
                ["topics"] = new JsonArray(topics[0]![0]!.DeepClone(), topics[1]![0]!.DeepClone(), Word(Sample.Stranger), Word(default)),
                ["data"] = Hex.Format(
                    new AbiWriter(8 * AbiWriter.WordBytes)
                        .WriteUInt(0)
                        .WriteBytes32(ContentHash)
                        .WriteUInt(0)
                        .WriteUInt(0)
                        .WriteUInt(0)
                        .BeginArray(0, 2 * AbiWriter.WordBytes)
                        .End()
                        .WriteBytes32(Bytes32.Zero)
                        .WriteString("")
                        .ToArray()
                ),
                ["blockNumber"] = "0x1",
                ["blockHash"] = Bytes32.Zero.ToString(),
                ["transactionHash"] = Bytes32.Zero.ToString(),
                ["transactionIndex"] = "0x0",
                ["logIndex"] = "0x0",
                ["removed"] = false,
            },
        ];
    }

    private static JsonNode Word(Address address) => Hex.Format([.. new byte[12], .. address.ToArray()]);

    private byte[] Model(Bytes32 modelId)
    {
        var isRegistered = Models.TryGetValue(modelId, out var isRetired);
        return new AbiWriter(7 * AbiWriter.WordBytes)
            .WriteAddress(isRegistered ? Sample.Stranger : Address.Zero)
            .WriteUInt(0)
            .WriteUInt(0)
            .WriteBool(isRetired)
            .WriteUInt(0)
            .WriteUInt(0)
            .WriteBytes32(Bytes32.Zero)
            .ToArray();
    }

    private byte[] Job(UInt256 jobId)
    {
        if (Broken.Contains(jobId))
            return [1, 2, 3];
        var (status, provider, deadline) = Jobs.GetValueOrDefault(jobId);
        return new AbiWriter(6 * AbiWriter.WordBytes)
            .WriteAddress(provider)
            .WriteUInt(deadline)
            .WriteUInt(0)
            .WriteUInt((ulong)status)
            .WriteUInt(0)
            .WriteUInt(0)
            .ToArray();
    }
}
