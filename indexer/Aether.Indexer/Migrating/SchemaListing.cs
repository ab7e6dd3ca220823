using System.Reflection;
using System.Text;
using Npgsql;

namespace Aether.Indexer.Migrating;

/// <summary>The schema that the migrations make, as text to be read and compared: schema.sql.</summary>
public static class SchemaListing
{
    public static async Task<string> ReadAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var resource = assembly.GetManifestResourceNames().Single(name => name.EndsWith("schema-listing.sql", StringComparison.Ordinal));
        using var sql = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        var text = new StringBuilder("-- What the migrations make. Written by 'aether-indexer schema'; a test compares.\n");
        await using var command = database.CreateCommand(await sql.ReadToEndAsync(cancellationToken));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            text.Append('\n').Append(reader.GetString(0)).Append('\n');
        return text.ToString();
    }
}
