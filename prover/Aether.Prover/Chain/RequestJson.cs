using System.Globalization;
using System.Text.Json.Nodes;
using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Prover.Chain;

/// <summary>A Request as JSON: the EIP-712 field names, amounts and nonce as decimal strings, bytes as 0x-hex, periods as numbers.</summary>
public static class RequestJson
{
    private static readonly string[] Keys =
    [
        "requester",
        "nonce",
        "agent",
        "token",
        "minPrice",
        "maxPrice",
        "collateral",
        "rampStart",
        "rampSecs",
        "lockSecs",
        "execSecs",
        "inputSecs",
        "disputeSecs",
        "tier",
        "verifier",
        "exclusive",
        "exclusiveSecs",
        "gate",
        "gateData",
        "regionMask",
        "modelId",
        "inputCommit",
        "watchers",
        "outputMode",
        "extrasHash",
        "maxUnits",
        "relay",
    ];

    public static JsonObject Write(Request request) =>
        new()
        {
            ["requester"] = request.Requester.ToString(),
            ["nonce"] = Text(request.Nonce),
            ["agent"] = request.Agent.ToString(),
            ["token"] = request.Token.ToString(),
            ["minPrice"] = Text(request.MinPrice),
            ["maxPrice"] = Text(request.MaxPrice),
            ["collateral"] = Text(request.Collateral),
            ["rampStart"] = request.RampStart,
            ["rampSecs"] = request.RampSecs,
            ["lockSecs"] = request.LockSecs,
            ["execSecs"] = request.ExecSecs,
            ["inputSecs"] = request.InputSecs,
            ["disputeSecs"] = request.DisputeSecs,
            ["tier"] = request.Tier,
            ["verifier"] = request.Verifier.ToString(),
            ["exclusive"] = request.Exclusive.ToString(),
            ["exclusiveSecs"] = request.ExclusiveSecs,
            ["gate"] = request.Gate.ToString(),
            ["gateData"] = request.GateData.ToString(),
            ["regionMask"] = request.RegionMask.ToString(CultureInfo.InvariantCulture),
            ["modelId"] = request.ModelId.ToString(),
            ["inputCommit"] = request.InputCommit.ToString(),
            ["watchers"] = request.Watchers.ToString(),
            ["outputMode"] = request.OutputMode,
            ["extrasHash"] = request.ExtrasHash.ToString(),
            ["maxUnits"] = request.MaxUnits,
            ["relay"] = request.Relay.ToString(),
        };

    /// <exception cref="FormatException">A key is unknown, missing or malformed.</exception>
    public static Request Read(JsonObject json)
    {
        RequireKeys(json, Keys);
        string Field(string key) => json[key]!.GetValue<string>();
        Address Account(string key) => Address.Parse(Field(key));
        Bytes32 Word(string key) => Bytes32.Parse(Field(key));
        UInt128 Amount(string key) => Number(Field(key), key);
        T Small<T>(string key) => json[key]!.GetValue<T>();
        try
        {
            return new Request
            {
                Requester = Account("requester"),
                Nonce = Amount("nonce"),
                Agent = Account("agent"),
                Token = Account("token"),
                MinPrice = Amount("minPrice"),
                MaxPrice = Amount("maxPrice"),
                Collateral = Amount("collateral"),
                RampStart = Time(Small<ulong>("rampStart")),
                RampSecs = Small<uint>("rampSecs"),
                LockSecs = Small<uint>("lockSecs"),
                ExecSecs = Small<uint>("execSecs"),
                InputSecs = Small<uint>("inputSecs"),
                DisputeSecs = Small<uint>("disputeSecs"),
                Tier = Small<byte>("tier"),
                Verifier = Account("verifier"),
                Exclusive = Account("exclusive"),
                ExclusiveSecs = Small<uint>("exclusiveSecs"),
                Gate = Account("gate"),
                GateData = Word("gateData"),
                RegionMask = ulong.Parse(Field("regionMask"), NumberStyles.None, CultureInfo.InvariantCulture),
                ModelId = Word("modelId"),
                InputCommit = Word("inputCommit"),
                Watchers = Word("watchers"),
                OutputMode = Small<byte>("outputMode"),
                ExtrasHash = Word("extrasHash"),
                MaxUnits = Small<uint>("maxUnits"),
                Relay = Account("relay"),
            };
        }
        catch (Exception e) when (e is InvalidOperationException or OverflowException)
        {
            throw new FormatException($"a field of the Request has the wrong type: {e.Message}", e);
        }
    }

    /// <exception cref="FormatException">A key is missing, null or unknown.</exception>
    internal static void RequireKeys(JsonObject json, params string[] keys)
    {
        foreach (var key in keys)
        {
            if (json[key] is null)
                throw new FormatException($"'{key}' is missing");
        }

        foreach (var (key, _) in json)
        {
            if (!keys.Contains(key, StringComparer.Ordinal))
                throw new FormatException($"'{key}' is not known here");
        }
    }

    private static string Text(UInt128 value) => value.ToString(CultureInfo.InvariantCulture);

    private static UInt128 Number(string text, string key) =>
        UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >> 96 == 0
            ? value
            : throw new FormatException($"'{key}' is not a decimal number of at most 96 bits");

    private static ulong Time(ulong value) => value < 1UL << 40 ? value : throw new FormatException("'rampStart' has more than 40 bits");
}
