namespace Aether.Prover.Http;

/// <summary>Every size and rate of the HTTP surface. The table in prover/PROTOCOL.md repeats them.</summary>
public sealed record HttpLimits
{
    /// <summary>POST /requests, bytes.</summary>
    public int RequestBytesMax { get; init; } = 16 * 1024;

    /// <summary>PUT /jobs/{id}/input, bytes.</summary>
    public int InputBytesMax { get; init; } = 4 * 1024 * 1024;

    /// <summary>POST /jobs/{id}/acceptance, bytes.</summary>
    public int AcceptanceBytesMax { get; init; } = 1024;

    /// <summary>Calls of one remote address in ten seconds.</summary>
    public int CallsPerTenSecs { get; init; } = 200;

    /// <summary>Calls served at the same time, whoever makes them.</summary>
    public int ConcurrentCallsMax { get; init; } = 64;

    /// <summary>A body must arrive within this time.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
