using System.CommandLine;
using Aether.Indexer.Database;
using Aether.Indexer.Migrating;
using Aether.Indexer.Settings;

namespace Aether.Indexer.Commands;

/// <summary><c>aether-indexer schema</c>: the schema as it is, the text of schema.sql.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var command = new Command("schema", "Prints the schema that the migrations made: the text of schema.sql.")
        {
            SettingList.Config.Option,
            SettingList.Database.Option,
        };
        command.SetAction(
            async (result, cancellationToken) =>
            {
                await using var source = DatabaseUrl.OpenAsOwner(DatabaseSetting.Read(result));
                await result.InvocationConfiguration.Output.WriteAsync(await SchemaListing.ReadAsync(source, cancellationToken));
                return ExitCode.Success;
            }
        );
        return command;
    }
}
