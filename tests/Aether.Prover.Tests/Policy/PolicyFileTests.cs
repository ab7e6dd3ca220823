using Aether.Contracts;
using Aether.Prover.Policy;

namespace Aether.Prover.Tests.Policy;

public sealed class PolicyFileTests
{
    [Fact]
    public void Parse_TheTemplate_IsAccepted()
    {
        var policy = PolicyFile.Parse(PolicyFile.Template, "template");
        Assert.Equal(1000, policy.MarginBps);
        Assert.Equal("0.05", policy.Models["*"].CostPerUnit);
        Assert.Null(policy.Confirmations);
    }

    [Theory]
    [InlineData("", "policy")]
    [InlineData("{", "policy")]
    [InlineData("null", "null")]
    [InlineData("""{"tokens":{},"models":{"*":{"costPerUnit":"1"}}}""", "tokens is empty")]
    [InlineData("""{"tokens":{"t":{"exposureMax":"1"}},"models":{}}""", "models is empty")]
    [InlineData("""{"models":{"*":{"costPerUnit":"1"}}}""", "tokens")]
    [InlineData("""{"tokens":{"t":{"exposureMax":"1"}},"models":{"*":{"costPerUnit":"1"}},"margin":3}""", "margin")]
    [InlineData("""{"tokens":{"t":{"exposureMax":"1"}},"models":{"*":{"costPerUnit":"-1"}}}""", "costPerUnit")]
    [InlineData("""{"tokens":{"t":{"exposureMax":"1e3"}},"models":{"*":{"costPerUnit":"1"}}}""", "exposureMax")]
    [InlineData("""{"tokens":{"t":{"exposureMax":"1"}},"models":{"0x12":{"costPerUnit":"1"}}}""", "modelId")]
    [InlineData("""{"tokens":{"t":{"exposureMax":"1"}},"models":{"*":{"costPerUnit":"1"}},"tiers":["validity"]}""", "validity")]
    [InlineData("""{"tokens":{"t":{"exposureMax":"1"}},"models":{"*":{"costPerUnit":"1"}},"marginBps":-1}""", "marginBps")]
    [InlineData(
        """{"tokens":{"t":{"exposureMax":"1"}},"models":{"*":{"costPerUnit":"1"}},"collateralPerPriceMax":0}""",
        "collateralPerPriceMax"
    )]
    [InlineData("""{"tokens":{"t":{"exposureMax":"1"}},"models":{"*":{"costPerUnit":"1"}},"gateProofs":{"me":"0x"}}""", "not an address")]
    [InlineData(
        """{"tokens":{"t":{"exposureMax":"1"}},"models":{"*":{"costPerUnit":"1"}},"gateProofs":{"0x0000000000000000000000000000000000000000":"0x12"}}""",
        "not an address"
    )]
    [InlineData(
        """{"tokens":{"t":{"exposureMax":"1"}},"models":{"*":{"costPerUnit":"1"}},"gateProofs":{"0x00000000000000000000000000000000000000a1":"12"}}""",
        "not 0x-hex"
    )]
    [InlineData("""{"tokens":{"t":{"exposureMax":"1"}},"models":{"*":{"costPerUnit":"1"}},"verifiersUnlisted":["me"]}""", "not an address")]
    [InlineData("""{"tokens":{"t":{"exposureMax":"1"}},"models":{"*":{"costPerUnit":"1"}},"execution":{"memoryMiB":1}}""", "memoryMiB")]
    [InlineData(
        """{"tokens":{"t":{"exposureMax":"1"}},"models":{"*":{"costPerUnit":"1"}},"proof":{"srs":"a","backend":"gpu"}}""",
        "proof.backend"
    )]
    public void Parse_Broken_NamesFileAndRule(string json, string expected)
    {
        var error = Assert.Throws<PolicyException>(() => PolicyFile.Parse(json, "policy.json"));
        Assert.Contains("policy.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tUSD", "1000", "0.05", null)]
    [InlineData("0x00000000000000000000000000000000000000a2", "1000", "0.000001", null)]
    [InlineData("tEUR", "1000", "0.05", "tEUR")]
    [InlineData("tUSD", "1000.0000001", "0.05", "exposureMax")]
    [InlineData("tUSD", "1000", "0.0000001", "costPerUnit")]
    public void CheckTokens_AgainstTheManifest_NamesWhatDoesNotFit(string token, string exposure, string cost, string? expected)
    {
        var policy = new ProviderPolicy
        {
            Tokens = new Dictionary<string, TokenPolicy> { [token] = new() { ExposureMax = exposure } },
            Models = new Dictionary<string, ModelPolicy> { ["*"] = new() { CostPerUnit = cost } },
        };
        ManifestToken[] known = [new("tUSD", Sample.Token, 6)];
        if (expected is null)
            PolicyFile.CheckTokens(policy, known);
        else
            Assert.Contains(
                expected,
                Assert.Throws<PolicyException>(() => PolicyFile.CheckTokens(policy, known)).Message,
                StringComparison.Ordinal
            );
    }

    [Theory]
    [InlineData("0", 6, "0", "0")]
    [InlineData("1", 6, "1000000", "1")]
    [InlineData("1.50", 6, "1500000", "1.5")]
    [InlineData("0.000001", 6, "1", "0.000001")]
    [InlineData("7", 0, "7", "7")]
    [InlineData("79228162514264337593543950335", 0, "79228162514264337593543950335", "79228162514264337593543950335")]
    public void TokenAmount_ReadsAndWrites(string text, int decimals, string units, string back)
    {
        var parsed = TokenAmount.Parse(text, decimals);
        Assert.Equal(UInt128.Parse(units), parsed);
        Assert.Equal(back, TokenAmount.Format(parsed, decimals));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1,5")]
    [InlineData("1.2.3")]
    [InlineData("+1")]
    [InlineData("1e3")]
    [InlineData(" 1")]
    [InlineData("0.0000001")]
    [InlineData("79228162514264337593544")]
    public void TokenAmount_Malformed_Throws(string text) => Assert.Throws<FormatException>(() => TokenAmount.Parse(text, 6));
}
