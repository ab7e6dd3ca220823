using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;

namespace Aether.Prover.Http;

/// <summary>The JSON of the HTTP surface, both ways. Amounts and ids are decimal strings, bytes 0x-hex; unknown and missing keys are refused.</summary>
public static class WireJson
{
    public static byte[] Error(string code, string message) =>
        Bytes(
            new JsonObject
            {
                ["error"] = new JsonObject { ["code"] = code, ["message"] = message },
            }
        );

    public static byte[] Node(NodeCard node) =>
        Bytes(
            new JsonObject
            {
                ["chainId"] = node.ChainId,
                ["market"] = node.Market.ToString(),
                ["provider"] = node.Provider.ToString(),
                ["nodeId"] = node.NodeId.ToString(),
                ["sealX"] = node.SealX,
                ["sealY"] = node.SealY,
            }
        );

    public static byte[] Offer(SignedRequest offer, ulong chainId, Address market) =>
        Bytes(
            new JsonObject
            {
                ["chainId"] = chainId,
                ["market"] = market.ToString(),
                ["request"] = RequestJson.Write(offer.Request),
                ["extras"] = SplitJson.Write(offer.Extras),
                ["signature"] = Hex.Format(offer.Signature),
            }
        );

    /// <exception cref="ApiException">Not an offer for this chain and market.</exception>
    public static SignedRequest ReadOffer(ReadOnlyMemory<byte> body, ulong chainId, Address market)
    {
        var root = Object(body, "chainId", "market", "request", "extras", "signature");
        try
        {
            var chain = root["chainId"]!.GetValue<ulong>();
            if (chain != chainId)
                throw ApiException.Unprocessable("wrong_chain", $"the Request is for chain {chain}; this Node works on chain {chainId}");
            var found = Address.Parse(root["market"]!.GetValue<string>());
            if (found != market)
                throw ApiException.Unprocessable("wrong_market", $"the Request is for market {found}; this Node works for {market}");
            var signature = Hex.Parse(root["signature"]!.GetValue<string>());
            if (signature.Length > SignedRequest.SignatureBytesMax)
                throw ApiException.BadRequest(
                    "malformed",
                    $"signature has {signature.Length} bytes; at most {SignedRequest.SignatureBytesMax} are read"
                );
            var offer = new SignedRequest(RequestJson.Read(root["request"]!.AsObject()), SplitJson.Read(root["extras"]), signature);
            return offer.HasItsExtras
                ? offer
                : throw ApiException.Unprocessable(
                    "extras_differ",
                    $"the extras hash to {ProtocolHash.ExtrasHash(offer.Extras)}; the Request says {offer.Request.ExtrasHash}"
                );
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or OverflowException or ArgumentException)
        {
            throw ApiException.BadRequest("malformed", e.Message);
        }
    }

    public static byte[] Receipt(OfferReceipt receipt) =>
        Bytes(
            new JsonObject
            {
                ["jobId"] = receipt.JobId.ToString(),
                ["status"] = receipt.Status,
                ["minPrice"] = receipt.MinPrice.ToString(CultureInfo.InvariantCulture),
                ["lockAt"] = receipt.LockAt,
            }
        );

    public static byte[] Acceptance(byte[] signature) => Bytes(new JsonObject { ["signature"] = Hex.Format(signature) });

    public static byte[] ReadAcceptance(ReadOnlyMemory<byte> body)
    {
        var root = Object(body, "signature");
        try
        {
            return Hex.Parse(root["signature"]!.GetValue<string>());
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            throw ApiException.BadRequest("malformed", e.Message);
        }
    }

    public static byte[] Output(OutputDelivery delivery)
    {
        var root = new JsonObject { ["jobId"] = delivery.JobId.ToString(), ["ic"] = delivery.Ic.ToString() };
        switch (delivery)
        {
            case OutputDelivery.PublicOutput output:
                root["outputSalt"] = output.OutputSalt.ToString();
                root["traceSalt"] = output.TraceSalt.ToString();
                root["output"] = Hex.Format(output.Output);
                break;
            case OutputDelivery.SealedOutput output:
                root["package"] = Hex.Format(output.Package);
                break;
            default:
                throw new InvalidOperationException($"no form for {delivery.GetType().Name}");
        }

        return Bytes(root);
    }

    /// <exception cref="FormatException">Not what <see cref="Output"/> writes.</exception>
    public static OutputDelivery ReadOutput(ReadOnlyMemory<byte> body)
    {
        try
        {
            var root = JsonNode.Parse(body.Span) as JsonObject ?? throw new FormatException("the Node's answer is not a JSON object");
            string Text(string key) => root[key]?.GetValue<string>() ?? throw new FormatException($"the Node's answer has no {key}");
            var (jobId, ic) = (UInt256.Parse(Text("jobId")), Bytes32.Parse(Text("ic")));
            return root.ContainsKey("package")
                ? new OutputDelivery.SealedOutput(jobId, Hex.Parse(Text("package")), ic)
                : new OutputDelivery.PublicOutput(
                    jobId,
                    Bytes32.Parse(Text("outputSalt")),
                    Bytes32.Parse(Text("traceSalt")),
                    Hex.Parse(Text("output")),
                    ic
                );
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"the Node's answer is not JSON of the expected form: {e.Message}", e);
        }
    }

    private static JsonObject Object(ReadOnlyMemory<byte> body, params string[] keys)
    {
        JsonObject root;
        try
        {
            root =
                JsonNode.Parse(body.Span, documentOptions: new JsonDocumentOptions { MaxDepth = 5 }) as JsonObject
                ?? throw ApiException.BadRequest("malformed", "the body is not a JSON object");
            RequestJson.RequireKeys(root, keys);
            return root;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or FormatException)
        {
            throw ApiException.BadRequest("malformed", $"the body is not JSON of the expected form: {e.Message}");
        }
    }

    private static byte[] Bytes(JsonObject root) => JsonSerializer.SerializeToUtf8Bytes(root);
}
