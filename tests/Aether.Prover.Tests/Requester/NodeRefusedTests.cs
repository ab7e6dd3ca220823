using Aether.Prover.Requester;

namespace Aether.Prover.Tests.Requester;

public sealed class NodeRefusedTests
{
    [Theory]
    [InlineData(429, "too_many_requests", true)]
    [InlineData(500, "internal", true)]
    [InlineData(502, "http", true)] // a proxy whose Node restarts
    [InlineData(503, "chain_unavailable", true)]
    [InlineData(409, "lock_not_deep", true)]
    [InlineData(422, "refused_by_policy", false)]
    [InlineData(401, "signature_foreign", false)]
    public void IsTransient_IsWhatTheProtocolSays(int status, string code, bool expected) =>
        Assert.Equal(expected, new NodeRefusedException(status, code, "x").IsTransient);
}
