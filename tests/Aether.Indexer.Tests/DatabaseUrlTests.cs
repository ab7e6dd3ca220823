using Aether.Indexer.Database;
using Npgsql;

namespace Aether.Indexer.Tests;

/// <summary>What a database URL asks for is done, or refused; never passed over.</summary>
public sealed class DatabaseUrlTests
{
    [Theory]
    [InlineData("", SslMode.Prefer)]
    [InlineData("?sslmode=disable", SslMode.Disable)]
    [InlineData("?sslmode=require", SslMode.Require)]
    [InlineData("?sslmode=verify-ca", SslMode.VerifyCA)]
    [InlineData("?sslmode=verify-full", SslMode.VerifyFull)]
    public void SslMode_IsTakenFromTheUrl(string query, SslMode expected) =>
        Assert.Equal(expected, DatabaseUrl.Parse($"postgres://a:b@host/c{query}").SslMode);

    [Fact]
    public void Parts_AreUnescaped()
    {
        var settings = DatabaseUrl.Parse("postgres://us%40er:p%2Fw@[::1]:5433/na%20me?sslrootcert=%2Fca.pem&application_name=mine");
        Assert.Equal(
            ("us@er", "p/w", "::1", 5433, "na me", "/ca.pem", "mine"),
            (
                settings.Username,
                settings.Password,
                settings.Host,
                settings.Port,
                settings.Database,
                settings.RootCertificate,
                settings.ApplicationName
            )
        );
    }

    [Theory]
    [InlineData("?sslmode=verify")]
    [InlineData("?sslmode")]
    [InlineData("?ssl=true")]
    [InlineData("?options=-csearch_path%3Dx")]
    public void UnknownWish_IsRefused(string query) =>
        Assert.Throws<IndexerException>(() => DatabaseUrl.Parse($"postgres://a:b@host/c{query}"));
}
