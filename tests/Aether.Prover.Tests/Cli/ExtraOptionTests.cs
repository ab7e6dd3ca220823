using Aether.Cli.Commands;
using Aether.Cli.Terminal;
using Aether.Ethereum;

namespace Aether.Prover.Tests.Cli;

public sealed class ExtraOptionTests
{
    private const string Payee = "0x00000000000000000000000000000000000000a5";

    [Fact]
    public void Read_KeepsOrderAndFigures()
    {
        var extras = ExtraOption.Read([$"{Payee}:1000", $"{Sample.Token}:500"]);
        Assert.Equal([Address.Parse(Payee), Sample.Token], extras.Select(split => split.Payee));
        Assert.Equal([1000, 500], extras.Select(split => (int)split.Bps));
        Assert.Empty(ExtraOption.Read(null));
    }

    [Theory]
    [InlineData("nobody:100")]
    [InlineData(Payee)]
    [InlineData(Payee + ":0")]
    [InlineData(Payee + ":-1")]
    [InlineData(Payee + ":1.5")]
    [InlineData(Payee + ":65536")]
    [InlineData("0x0000000000000000000000000000000000000000:100")]
    public void Read_WhatTheMarketWouldRefuse_IsUsage(string word) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<CliException>(() => ExtraOption.Read([word])).ExitCode);

    [Fact]
    public void Read_TooManyOrTooMuch_IsUsage()
    {
        Assert.Throws<CliException>(() => ExtraOption.Read([.. Enumerable.Repeat($"{Payee}:1", 5)]));
        Assert.Throws<CliException>(() => ExtraOption.Read([$"{Payee}:1000", $"{Payee}:501"]));
        Assert.Equal(4, ExtraOption.Read([.. Enumerable.Repeat($"{Payee}:375", 4)]).Length);
    }
}
