using Npgsql;

namespace Aether.Indexer.Database;

/// <summary>A postgres:// URL as every program of ours takes it, turned into Npgsql's settings.</summary>
public static class DatabaseUrl
{
    /// <summary>The owner of schemas `chain` and `api`.</summary>
    public const string OwnerRole = "aether_indexer";

    /// <exception cref="IndexerException">The text is no such URL.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("postgres" or "postgresql") || url.Host.Length == 0)
            throw new IndexerException("the database must be given as postgres://user:password@host:port/name");
        var user = url.UserInfo.Split(':', 2);
        var name = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/'));
        if (user[0].Length == 0 || name.Length == 0)
            throw new IndexerException("the database URL must name a user and a database");
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = url.IdnHost.Trim('[', ']'),
            Port = url.Port > 0 ? url.Port : 5432,
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = name,
            Timeout = 5,
            CommandTimeout = 60,
            KeepAlive = 10,
            ApplicationName = "aether-indexer",
        };
        foreach (var setting in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            Apply(settings, setting.Split('=', 2));
        return settings;
    }

    /// <summary>What libpq's URLs may ask for besides. An unknown wish is refused: one for encryption must not be lost in silence.</summary>
    private static void Apply(NpgsqlConnectionStringBuilder settings, string[] setting)
    {
        var value = setting.Length == 2 ? Uri.UnescapeDataString(setting[1]) : "";
        switch (setting[0])
        {
            case "sslmode"
                when Enum.TryParse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var mode)
                    && Enum.IsDefined(mode):
                settings.SslMode = mode;
                break;
            case "sslrootcert" when value.Length > 0:
                settings.RootCertificate = value;
                break;
            case "application_name" when value.Length > 0:
                settings.ApplicationName = value;
                break;
            default:
                throw new IndexerException(
                    $"the database URL asks for '{setting[0]}' in a way that is not known; it may ask for sslmode (disable, allow, prefer, require, verify-ca, verify-full), sslrootcert and application_name"
                );
        }
    }

    /// <summary>Whoever logs in, the session is the owner of the tables, so that what it makes belongs to one role.</summary>
    public static NpgsqlDataSource OpenAsOwner(NpgsqlConnectionStringBuilder login) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(login.ConnectionString) { Options = $"-c role={OwnerRole}" });

    /// <summary>A session that cannot write, as whoever logs in: an auditor needs to read schema `chain` and nothing more.</summary>
    public static NpgsqlDataSource OpenToRead(NpgsqlConnectionStringBuilder login) =>
        NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(login.ConnectionString) { Options = "-c default_transaction_read_only=on" }
        );
}
