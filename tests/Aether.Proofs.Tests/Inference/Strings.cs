using System.Collections.Concurrent;

namespace Aether.Proofs.Tests.Inference;

/// <summary>Reference strings from a known tau, each made once a run.</summary>
internal static class Strings
{
    private static readonly ConcurrentDictionary<(Fr Tau, int Log), Lazy<Srs>> Made = new();

    public static Srs Of(int log) => Of(Srs.TestTau, log);

    public static Srs Of(Fr tau, int log) => Made.GetOrAdd((tau, log), key => new Lazy<Srs>(() => Srs.FromTau(key.Tau, key.Log))).Value;
}
