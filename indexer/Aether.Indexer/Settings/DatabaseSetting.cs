using System.CommandLine;
using Aether.Indexer.Database;
using Npgsql;

namespace Aether.Indexer.Settings;

/// <summary>The one setting of commands that only work on the database.</summary>
internal static class DatabaseSetting
{
    /// <exception cref="IndexerException">It is absent or faulty.</exception>
    public static NpgsqlConnectionStringBuilder Read(ParseResult flags)
    {
        var reader = new SettingReader(flags, SettingList.DatabaseOnly, Environment.GetEnvironmentVariable);
        var database = reader.Required(SettingList.Database, DatabaseUrl.Parse);
        reader.ThrowIfFaulty();
        return database!;
    }
}
