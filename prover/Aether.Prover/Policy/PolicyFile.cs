using System.Text.Json;
using System.Text.Json.Serialization;
using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Prover.Policy;

/// <summary>Reads and checks a policy file: JSON with comments and trailing commas, every key known, every number in range.</summary>
public static class PolicyFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    /// <summary>Longest proof for a gate: what a lock can carry is a question of gas, not of this number.</summary>
    private const int GateProofBytesMax = 1 << 16;

    /// <summary>What <c>aether provider init</c> writes.</summary>
    public const string Template = """
        {
          // Amounts are text in whole token units: "1.50". A Request that fits no line here is skipped, and --dry-run says why.
          "tokens": {
            // exposureMax: most collateral at stake at once. perEther: what an ether of gas is worth in this token.
            "tUSD": { "exposureMax": "1000", "perEther": "0" }
          },
          "models": {
            // Cost per unit of work, by modelId, or "*" for every model whose file is in the models folder.
            "*": { "costPerUnit": "0.05" }
          },
          "marginBps": 1000,                    // profit on top of cost and gas: 10 %
          "gas": {
            "perJob": 450000,                   // lock, submit and finalize together
            "perProvenJob": 300000,             // lock and settleProven, where a proof pays; its check costs what the registry says of the model
            "assumedGwei": "2",                 // what a gas price is taken to be when a price is computed
            "capGwei": "100"                    // never sign a transaction above this
          },
          "tiers": ["cooperative", "optimistic"],  // and "validity", with "proof": { "srs": FILE, "memoryMiB": 4096 }: aether srs import makes the file
          "verifiersUnlisted": [],              // verifiers (addresses) taken though not listed, at your own risk
          "jobsInFlightMax": 8,
          "confirmations": null,                // blocks that hold `lock` before anything is revealed; null: as the chain manifest says
          "execSecsMin": 20,
          "disputeSecsMax": 604800,
          "inputSecsMin": 1,                    // 0 also takes Requests whose input cannot be demanded on chain
          "collateralPerPriceMax": 20,          // a decline costs a tenth of the collateral, whoever is at fault
          "gateProofs": {},                     // what a Request's gate is shown: { "0x<gate>": "0x<proof>" }
          "execution": {
            "timeoutSecs": 60, "memoryMiB": 1024, "operationsMax": 1000000000000, "concurrency": 1,
            "sandbox": "auto",                  // required: start only where models can be isolated (Linux with bubblewrap); off
            "backend": "auto"                   // the GPU where there is one; or cuda, vector512, vector256, scalar: the same bytes
          }
        }
        """;

    /// <exception cref="PolicyException">The file is missing, is not JSON, has an unknown key, or a value is out of range.</exception>
    public static ProviderPolicy Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (IOException e)
        {
            throw new PolicyException($"the policy file {path} cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc cref="Load"/>
    public static ProviderPolicy Parse(string json, string name)
    {
        ProviderPolicy policy;
        try
        {
            policy = JsonSerializer.Deserialize<ProviderPolicy>(json, Options) ?? throw new PolicyException($"{name} holds null");
        }
        catch (JsonException e)
        {
            throw new PolicyException($"{name}: {e.Message}", e);
        }

        Check(policy, name);
        return policy;
    }

    /// <summary>What can be checked once the chain is known: every token is in its manifest, and no amount is finer than the token.</summary>
    /// <exception cref="PolicyException">A token is unknown, or an amount has more decimals than it.</exception>
    public static void CheckTokens(ProviderPolicy policy, IReadOnlyList<ManifestToken> known)
    {
        foreach (var (name, terms) in policy.Tokens)
        {
            var token =
                known.FirstOrDefault(entry =>
                    entry.Symbol == name || string.Equals(entry.Address.ToString(), name, StringComparison.OrdinalIgnoreCase)
                ) ?? throw new PolicyException($"tokens: the chain manifest names no token {name}, so its decimals are not known");
            Amount(terms.ExposureMax, $"tokens.{name}.exposureMax", token);
            Amount(terms.PerEther, $"tokens.{name}.perEther", token);
            foreach (var (model, cost) in policy.Models)
                Amount(cost.CostPerUnit, $"models.{model}.costPerUnit", token);
        }

        static void Amount(string text, string field, ManifestToken token)
        {
            try
            {
                _ = TokenAmount.Parse(text, token.Decimals);
            }
            catch (FormatException e)
            {
                throw new PolicyException($"{field}, in {token.Symbol}: {e.Message}", e);
            }
        }
    }

    private static void Check(ProviderPolicy policy, string name)
    {
        void Require(bool holds, string rule)
        {
            if (!holds)
                throw new PolicyException($"{name}: {rule}");
        }

        Require(policy.Tokens.Count > 0, "tokens is empty, so nothing could ever be sold");
        Require(policy.Models.Count > 0, "models is empty, so nothing could ever be sold");
        Require(policy.MarginBps is >= 0 and <= 100_000, "marginBps must be 0 to 100000");
        Require(policy.JobsInFlightMax is >= 1 and <= 1000, "jobsInFlightMax must be 1 to 1000");
        Require(policy.Confirmations is null or (>= 1 and <= 10_000), "confirmations must be null or 1 to 10000");
        Require(policy.Execution.TimeoutSecs is >= 1 and <= 3600, "execution.timeoutSecs must be 1 to 3600");
        Require(policy.Execution.MemoryMiB is >= 64 and <= 65_536, "execution.memoryMiB must be 64 to 65536");
        Require(policy.Execution.OperationsMax is >= 1 and <= 1L << 53, "execution.operationsMax must be 1 to 2^53");
        Require(policy.Execution.Sandbox is "auto" or "required" or "off", "execution.sandbox must be auto, required or off");
        Require(
            Cuda.Backends.Names.Contains(policy.Execution.Backend, StringComparer.Ordinal),
            $"execution.backend must be {string.Join(", ", Cuda.Backends.Names)}"
        );
        Require(policy.Execution.Concurrency is >= 1 and <= 64, "execution.concurrency must be 1 to 64");
        Require(policy.CollateralPerPriceMax is >= 1 and <= 1_000_000, "collateralPerPriceMax must be 1 to 1000000");
        foreach (var (gate, proof) in policy.GateProofs)
        {
            // The market refuses a proof where a Request names no gate.
            Require(Address.TryParse(gate, out var account) && !account.IsZero, $"gateProofs: '{gate}' is not an address");
            var length = proof.Length / 2 - 1;
            Require(length <= GateProofBytesMax, $"gateProofs: the proof for {gate} has {length} bytes; at most {GateProofBytesMax}");
            Require(length >= 0 && Hex.TryParseExact(proof, new byte[length]), $"gateProofs: the proof for {gate} is not 0x-hex");
        }

        Require(policy.Gas.PerJob is >= 21_000 and <= 30_000_000, "gas.perJob must be 21000 to 30000000");
        Require(policy.Tiers.Count > 0, "tiers is empty, so nothing could ever be sold");
        foreach (var tier in policy.Tiers)
            Require(
                tier is "cooperative" or "optimistic" or "validity",
                $"tiers: '{tier}' is not served; use cooperative, optimistic, validity"
            );
        Require(
            policy.Proof is not null || !policy.Tiers.Contains("validity", StringComparer.Ordinal),
            "tiers: validity needs proof.srs, the file of a reference string"
        );
        if (policy.Proof is { } proofs)
        {
            Require(proofs.Srs.Length > 0, "proof.srs names no file");
            Require(proofs.MemoryMiB is >= 256 and <= 1 << 20, "proof.memoryMiB must be 256 to 1048576");
            Require(
                Cuda.Backends.Names.Contains(proofs.Backend, StringComparer.Ordinal),
                $"proof.backend must be {string.Join(", ", Cuda.Backends.Names)}"
            );
            Require(proofs.Threads is >= 1 and <= 256, "proof.threads must be 1 to 256");
        }

        Require(policy.Gas.PerProvenJob is >= 21_000 and <= 30_000_000, "gas.perProvenJob must be 21000 to 30000000");
        foreach (var verifier in policy.VerifiersUnlisted)
            Require(Address.TryParse(verifier, out _), $"verifiersUnlisted: '{verifier}' is not an address");
        foreach (var model in policy.Models.Keys)
            Require(
                model == "*" || Hex.TryParseExact(model, new byte[32]),
                $"models: '{model}' is neither a modelId (0x and 64 hex digits) nor \"*\""
            );

        // Every amount must parse; how many decimals the token has is checked when the token is known.
        foreach (var (symbol, token) in policy.Tokens)
        {
            Amount(token.ExposureMax, $"tokens.{symbol}.exposureMax");
            Amount(token.PerEther, $"tokens.{symbol}.perEther");
        }

        foreach (var (model, cost) in policy.Models)
            Amount(cost.CostPerUnit, $"models.{model}.costPerUnit");
        Amount(policy.Gas.AssumedGwei, "gas.assumedGwei", 9);
        Amount(policy.Gas.CapGwei, "gas.capGwei", 9);

        void Amount(string text, string field, int decimals = 18)
        {
            try
            {
                _ = TokenAmount.Parse(text, decimals);
            }
            catch (FormatException e)
            {
                throw new PolicyException($"{name}: {field}: {e.Message}", e);
            }
        }
    }
}
