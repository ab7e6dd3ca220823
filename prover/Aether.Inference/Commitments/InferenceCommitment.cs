namespace Aether.Inference;

/// <summary>The inference commitment (IC): one hash over who is paid, where, for which Job, model, input, output and trace.</summary>
/// <remarks>
/// IC = H(07 | chainId | market | jobId | payee | verifier | modelId | inputCommit | outputCommit | cipherCommit | keyHash | units | traceRoot),
/// 1 + 12 x 32 bytes. Nothing here knows a chain: addresses are 20 bytes, ids are words.
/// </remarks>
public sealed record InferenceCommitment
{
    private const int AddressSize = 20;

    /// <summary>Chain id of the market.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>Address of the JobMarket, 20 bytes.</summary>
    public required ReadOnlyMemory<byte> Market { get; init; }

    /// <summary>Requester's address in the upper 160 bits, nonce in the lower 96.</summary>
    public required Digest JobId { get; init; }

    /// <summary>Address of the Provider, 20 bytes.</summary>
    public required ReadOnlyMemory<byte> Payee { get; init; }

    /// <summary>Address of the Verifier, 20 bytes.</summary>
    public required ReadOnlyMemory<byte> Verifier { get; init; }

    /// <summary>Model id of the registry (not the content hash).</summary>
    public required Digest ModelId { get; init; }

    public required Digest InputCommit { get; init; }

    public required Digest OutputCommit { get; init; }

    /// <summary>Zero for a public output.</summary>
    public Digest CipherCommit { get; init; }

    /// <summary>Zero for a public output.</summary>
    public Digest KeyHash { get; init; }

    /// <summary>Units of work done: 1 for a single pass, tokens generated for a decode loop.</summary>
    public required uint Units { get; init; }

    public required Digest TraceRoot { get; init; }

    /// <returns>IC, 32 bytes.</returns>
    /// <exception cref="ArgumentException">An address is not 20 bytes long.</exception>
    public Digest Compute()
    {
        RequireAddress(Market, nameof(Market));
        RequireAddress(Payee, nameof(Payee));
        RequireAddress(Verifier, nameof(Verifier));
        return new Preimage(Domain.Inference)
            .AddWord(ChainId)
            .AddWord(Market.Span)
            .Add(JobId)
            .AddWord(Payee.Span)
            .AddWord(Verifier.Span)
            .Add(ModelId)
            .Add(InputCommit)
            .Add(OutputCommit)
            .Add(CipherCommit)
            .Add(KeyHash)
            .AddWord(Units)
            .Add(TraceRoot)
            .Hash();
    }

    private static void RequireAddress(ReadOnlyMemory<byte> address, string field)
    {
        if (address.Length != AddressSize)
            throw new ArgumentException($"{field} has {address.Length} bytes; an address has {AddressSize}", nameof(address));
    }
}
