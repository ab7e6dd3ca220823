using Aether.Ethereum;
using Aether.Prover.Execution;
using Aether.Prover.Http;
using Aether.Prover.Policy;
using Aether.Prover.Sealing;

namespace Aether.Prover.Provider;

/// <summary>All a provider program needs to start.</summary>
public sealed record ProviderOptions
{
    /// <summary>Folder for journals and signed transactions; this program alone may use it.</summary>
    public required string Folder { get; init; }

    public required string ModelsFolder { get; init; }

    public required NodeIdentity Node { get; init; }

    public required SealingKey SealingKey { get; init; }

    /// <summary>The provider's own account, an operator, or the Node's session key: whoever sends lock and submit.</summary>
    public required ISigner Signer { get; init; }

    public required ProviderPolicy Policy { get; init; }

    public required IModelExecutor Executor { get; init; }

    /// <summary>What the executor's isolation lacks, in words; null when nothing.</summary>
    public required string? SandboxLacks { get; init; }

    /// <summary>What the executor's children run models on.</summary>
    public required SandboxProbe RunsOn { get; init; }

    /// <summary>The reference string that the policy names; null where it names none.</summary>
    public Proofs.Srs? Srs { get; init; }

    /// <summary>http://HOST:PORT; port 0 chooses a free one.</summary>
    public required Uri Listen { get; init; }

    public HttpLimits Limits { get; init; } = new();

    /// <summary>Only say what would be done.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Pause between looks at the chain, default 500 ms.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Blocks back from the head that are searched for posted Requests at start, default 5,000.</summary>
    public ulong LookbackBlocks { get; init; } = 5000;
}
