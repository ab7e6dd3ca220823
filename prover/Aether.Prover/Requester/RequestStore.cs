using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;

namespace Aether.Prover.Requester;

/// <summary>The requester's own Requests: what was signed, the salt and the input that open its commitment, and the answer. Mode 600.</summary>
public sealed class RequestStore(string folder)
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };

    /// <summary>Durable when it returns; called before anything leaves this machine.</summary>
    public void Save(StoredRequest stored)
    {
        var json = new JsonObject
        {
            ["request"] = RequestJson.Write(stored.Offer.Request),
            ["extras"] = SplitJson.Write(stored.Offer.Extras),
            ["signature"] = Hex.Format(stored.Offer.Signature),
            ["salt"] = stored.Salt.ToString(),
            ["input"] = Hex.Format(stored.Input),
            ["model"] = stored.ModelFile,
            ["inputFile"] = stored.InputFile,
            ["fromBlock"] = stored.FromBlock,
        };
        if (stored.Answer is { } answer)
        {
            json["answer"] = new JsonObject
            {
                ["output"] = Hex.Format(answer.Output),
                ["outputSalt"] = answer.OutputSalt.ToString(),
                ["traceSalt"] = answer.TraceSalt?.ToString(),
                ["ic"] = answer.Ic.ToString(),
            };
        }

        if (stored.Package is { } package)
            json["package"] = new JsonObject { ["bytes"] = Hex.Format(package.Bytes), ["ic"] = package.Ic.ToString() };

        OwnerOnlyFile.Replace(PathOf(stored.JobId), JsonSerializer.SerializeToUtf8Bytes(json, Options));
    }

    /// <summary>Null when this machine signed no such Request.</summary>
    /// <exception cref="InvalidDataException">The file was changed by other hands.</exception>
    public StoredRequest? Load(UInt256 jobId)
    {
        var path = PathOf(jobId);
        if (!File.Exists(path))
            return null;
        try
        {
            var json = JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
            var offer = new SignedRequest(
                RequestJson.Read(json["request"]!.AsObject()),
                json["extras"] is { } extras ? SplitJson.Read(extras) : [],
                Hex.Parse(json["signature"]!.GetValue<string>())
            );
            return new StoredRequest
            {
                Offer = offer,
                Salt = Bytes32.Parse(json["salt"]!.GetValue<string>()),
                Input = Hex.Parse(json["input"]!.GetValue<string>()),
                ModelFile = json["model"]?.GetValue<string>(),
                InputFile = json["inputFile"]?.GetValue<string>(),
                FromBlock = json["fromBlock"]!.GetValue<ulong>(),
                Package = json["package"] is JsonObject package
                    ? new StoredPackage(Hex.Parse(package["bytes"]!.GetValue<string>()), Bytes32.Parse(package["ic"]!.GetValue<string>()))
                    : null,
                Answer = json["answer"] is JsonObject answer
                    ? new StoredAnswer(
                        Hex.Parse(answer["output"]!.GetValue<string>()),
                        Bytes32.Parse(answer["outputSalt"]!.GetValue<string>()),
                        answer["traceSalt"] is { } traceSalt ? Bytes32.Parse(traceSalt.GetValue<string>()) : null,
                        Bytes32.Parse(answer["ic"]!.GetValue<string>())
                    )
                    : null,
            };
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or NullReferenceException)
        {
            throw new InvalidDataException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private string PathOf(UInt256 jobId) => Path.Combine(folder, $"{Convert.ToHexStringLower(jobId.ToBigEndian())}.json");
}

/// <summary>One Request of ours.</summary>
public sealed record StoredRequest
{
    public required SignedRequest Offer { get; init; }

    /// <summary>Salt of inputCommit.</summary>
    public required Bytes32 Salt { get; init; }

    /// <summary>The input tensor's frame.</summary>
    public required byte[] Input { get; init; }

    public string? ModelFile { get; init; }

    public string? InputFile { get; init; }

    /// <summary>No event of this Job is older.</summary>
    public required ulong FromBlock { get; init; }

    public StoredAnswer? Answer { get; init; }

    /// <summary>A ciphertext whose key comes with a proof; null before it came, and for every other Request.</summary>
    public StoredPackage? Package { get; init; }

    public Request Request => Offer.Request;

    public UInt256 JobId => Offer.JobId;
}

/// <summary>A ciphertext that was checked against the chain.</summary>
/// <param name="Bytes">The package as it was handed over.</param>
/// <param name="Ic">Of the Claim that names it.</param>
public sealed record StoredPackage(byte[] Bytes, Bytes32 Ic);

/// <summary>An output that was checked against the chain, and what opens its commitments.</summary>
/// <param name="TraceSalt">Null for an output that was answered on chain, where only the output is opened.</param>
public sealed record StoredAnswer(byte[] Output, Bytes32 OutputSalt, Bytes32? TraceSalt, Bytes32 Ic);
