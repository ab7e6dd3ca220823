using System.CommandLine;
using Aether.Indexer;
using Aether.Indexer.Commands;
using Npgsql;

var root = new RootCommand(
    "Mirrors the events of an Aether deployment into PostgreSQL. Exit codes: 0 done or stopped, 1 failed, 2 wrong usage or settings."
)
{
    RunCommand.Create(),
    MigrateCommand.Create(),
    HashCommand.Create(),
    SchemaCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
{
    await parsed.InvokeAsync();
    return ExitCode.Usage;
}
try
{
    return await parsed.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10) }
    );
}
catch (OperationCanceledException)
{
    return ExitCode.Success;
}
catch (IndexerException e)
{
    await Console.Error.WriteLineAsync($"aether-indexer: {e.Message}");
    return ExitCode.Usage;
}
catch (NpgsqlException e)
{
    await Console.Error.WriteLineAsync($"aether-indexer: the database refused or cannot be reached: {e.Message}");
    return ExitCode.Failed;
}
