using System.CommandLine;
using Aether.Indexer.Database;
using Aether.Indexer.Settings;
using Aether.Indexer.Storing;

namespace Aether.Indexer.Commands;

/// <summary><c>aether-indexer hash</c>: the canonical hash, to compare two indexes of one chain.</summary>
internal static class HashCommand
{
    public static Command Create()
    {
        var command = new Command("hash", "Prints one hash over all rows derived from the chain: equal for two indexes of the same blocks.")
        {
            SettingList.Config.Option,
            SettingList.Database.Option,
        };
        command.SetAction(
            async (result, cancellationToken) =>
            {
                await using var source = DatabaseUrl.OpenAsOwner(DatabaseSetting.Read(result));
                await result.InvocationConfiguration.Output.WriteLineAsync(await CanonicalHash.ComputeAsync(source, cancellationToken));
                return ExitCode.Success;
            }
        );
        return command;
    }
}
