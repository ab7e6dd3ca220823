using System.CommandLine;
using Aether.Indexer.Migrating;
using Aether.Indexer.Settings;
using Npgsql;

namespace Aether.Indexer.Commands;

/// <summary><c>aether-indexer migrate</c>: brings the schema to this program's version.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command("migrate", "Creates or updates schemas 'chain' and 'api', then exits.")
        {
            SettingList.Config.Option,
            SettingList.Database.Option,
        };
        command.SetAction(
            async (result, cancellationToken) =>
            {
                await using var source = NpgsqlDataSource.Create(DatabaseSetting.Read(result));
                var count = await new MigrationRunner(source, Migration.All()).RunAsync(cancellationToken);
                await result.InvocationConfiguration.Output.WriteLineAsync($"applied {count} migrations");
                return ExitCode.Success;
            }
        );
        return command;
    }
}
