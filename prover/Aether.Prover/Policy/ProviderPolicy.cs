namespace Aether.Prover.Policy;

/// <summary>What a Provider sells, to whom, and from which price on. Read once from the policy file, checked, never changed while running.</summary>
public sealed record ProviderPolicy
{
    /// <summary>Terms per accepted token of the chain manifest, by symbol or address. A Request in any other token is skipped.</summary>
    public required IReadOnlyDictionary<string, TokenPolicy> Tokens { get; init; }

    /// <summary>Cost per model, by modelId (0x-hex) or "*" for every model whose file is there.</summary>
    public required IReadOnlyDictionary<string, ModelPolicy> Models { get; init; }

    /// <summary>Profit on top of cost and gas, basis points, 0 to 100,000; default 1,000.</summary>
    public int MarginBps { get; init; } = 1000;

    public GasPolicy Gas { get; init; } = new();

    /// <summary>Tiers served: cooperative, optimistic, and validity where <see cref="Proof"/> names a reference string; default the first two.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = ["cooperative", "optimistic"];

    /// <summary>Verifiers (addresses) that are taken although they are not listed, at your own risk.</summary>
    public IReadOnlyList<string> VerifiersUnlisted { get; init; } = [];

    /// <summary>Jobs locked and not yet closed, 1 to 1,000; default 8.</summary>
    public int JobsInFlightMax { get; init; } = 8;

    /// <summary>Blocks that must confirm `lock` before anything is revealed; null takes the chain manifest's. Never less than the manifest's.</summary>
    public int? Confirmations { get; init; }

    /// <summary>A Request that gives less time than this is skipped, seconds; default 20.</summary>
    public uint ExecSecsMin { get; init; } = 20;

    /// <summary>A Request that keeps the collateral longer than this is skipped, seconds; default 7 days.</summary>
    public uint DisputeSecsMax { get; init; } = 7 * 24 * 3600;

    /// <summary>
    /// A Request that gives its requester less time than this to answer a demand for the input is skipped, seconds; default 1: only those that
    /// answer none at all. Without a demand, who keeps the input back leaves the Provider nothing but a decline.
    /// </summary>
    public uint InputSecsMin { get; init; } = 1;

    /// <summary>A Request that asks for more collateral than this many times the price of the lock is skipped, 1 to 1,000,000; default 20.</summary>
    public int CollateralPerPriceMax { get; init; } = 20;

    /// <summary>What a gate is shown, by its address, 0x-hex; default nothing, and a gate that is not named is shown nothing.</summary>
    public IReadOnlyDictionary<string, string> GateProofs { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public ExecutionPolicy Execution { get; init; } = new();

    /// <summary>How runs are proved; null: the validity tier is not served.</summary>
    public ProofPolicy? Proof { get; init; }
}

/// <summary>Terms for one token.</summary>
public sealed record TokenPolicy
{
    /// <summary>Most collateral at stake at once in this token, in whole units such as "1000".</summary>
    public required string ExposureMax { get; init; }

    /// <summary>What one ether of gas is worth in this token, such as "3000"; default "0": gas is free.</summary>
    public string PerEther { get; init; } = "0";
}

/// <summary>What running a model costs.</summary>
public sealed record ModelPolicy
{
    /// <summary>In whole token units such as "0.05", per unit of the Request's maxUnits.</summary>
    public required string CostPerUnit { get; init; }
}

/// <summary>What the chain costs.</summary>
public sealed record GasPolicy
{
    /// <summary>Gas of lock, submit and finalize together; default 450,000.</summary>
    public ulong PerJob { get; init; } = 450_000;

    /// <summary>
    /// Gas of lock and settleProven together, for the validity tier, without the check of the proof: what that costs at most stands in the registry for
    /// each model and is added. Default 300,000.
    /// </summary>
    public ulong PerProvenJob { get; init; } = 300_000;

    /// <summary>Gas price assumed when a price is computed, gwei; default "2".</summary>
    public string AssumedGwei { get; init; } = "2";

    /// <summary>Highest maxFeePerGas ever signed, gwei; default "100".</summary>
    public string CapGwei { get; init; } = "100";
}

/// <summary>Limits of one run of a model.</summary>
public sealed record ExecutionPolicy
{
    /// <summary>Wall time, 1 to 3,600 s; default 60.</summary>
    public int TimeoutSecs { get; init; } = 60;

    /// <summary>Memory of the child, 64 to 65,536 MiB; default 1,024. A model whose file and activations need more is not offered.</summary>
    public int MemoryMiB { get; init; } = 1024;

    /// <summary>Multiply-adds and element operations of a run, 1 to 2^53; default 10^12. A model that needs more is not offered.</summary>
    public long OperationsMax { get; init; } = 1_000_000_000_000;

    /// <summary>auto: isolate children as far as the system can; required: start only where it can; off. Default auto.</summary>
    public string Sandbox { get; init; } = "auto";

    /// <summary>What models run on: auto (the GPU where there is one), cuda, vector512, vector256, scalar; default auto. All give the same bytes.</summary>
    public string Backend { get; init; } = Cuda.Backends.Automatic;

    /// <summary>Models run at the same time, 1 to 64; default 1.</summary>
    public int Concurrency { get; init; } = 1;
}

/// <summary>What proofs are made with.</summary>
public sealed record ProofPolicy
{
    /// <summary>File of the reference string, made by `aether srs import`; a relative path is one beside the policy file.</summary>
    public required string Srs { get; init; }

    /// <summary>Memory that a proof may take, 256 to 1,048,576 MiB; default 4,096. A model whose proofs take more is not offered.</summary>
    public int MemoryMiB { get; init; } = 4096;

    /// <summary>What proofs are made on, a name of <see cref="Cuda.Backends"/>; default auto, the GPU where there is one that is large enough. The same bytes on all.</summary>
    public string Backend { get; init; } = Cuda.Backends.Automatic;

    /// <summary>Threads of a proof, 1 to 256; default all processors.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
