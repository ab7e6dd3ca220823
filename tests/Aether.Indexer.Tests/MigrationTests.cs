using Aether.Indexer.Migrating;
using Aether.Indexer.Tests.Support;
using Npgsql;

namespace Aether.Indexer.Tests;

[Collection(ChainFixture.Collection)]
public sealed class MigrationTests(ChainFixture chain)
{
    [Fact]
    public async Task Migrate_Twice_SecondDoesNothing()
    {
        await using var database = NpgsqlDataSource.Create(await chain.Postgres.CreateDatabaseAsync("migrate"));
        var runner = new MigrationRunner(database, Migration.All());
        Assert.Equal(Migration.All().Count, await runner.RunAsync(CancellationToken.None));
        Assert.Equal(0, await runner.RunAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Migrate_FourAtOnce_EachFileRunsOnce()
    {
        await using var database = NpgsqlDataSource.Create(await chain.Postgres.CreateDatabaseAsync("migrate"));
        var counts = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => new MigrationRunner(database, Migration.All()).RunAsync(CancellationToken.None))
        );
        Assert.Equal(Migration.All().Count, counts.Sum());
    }

    [Fact]
    public async Task Migrate_EditedFile_IsRefusedByName()
    {
        await using var database = NpgsqlDataSource.Create(await chain.Postgres.CreateDatabaseAsync("migrate"));
        var files = Migration.All();
        await new MigrationRunner(database, files).RunAsync(CancellationToken.None);
        Migration[] edited = [.. files.Select(file => file.Number == 2 ? file with { Sql = file.Sql + "\n-- harmless" } : file)];
        var error = await Assert.ThrowsAsync<IndexerException>(() =>
            new MigrationRunner(database, edited).RunAsync(CancellationToken.None)
        );
        Assert.Contains("0002_domains was edited", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_NewerDatabase_IsRefused()
    {
        await using var database = NpgsqlDataSource.Create(await chain.Postgres.CreateDatabaseAsync("migrate"));
        var files = Migration.All();
        await new MigrationRunner(database, files).RunAsync(CancellationToken.None);
        var error = await Assert.ThrowsAsync<IndexerException>(() =>
            new MigrationRunner(database, [.. files.SkipLast(1)]).RunAsync(CancellationToken.None)
        );
        Assert.Contains("newer aether-indexer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_FailingFile_LeavesNothingOfItself()
    {
        await using var database = NpgsqlDataSource.Create(await chain.Postgres.CreateDatabaseAsync("migrate"));
        var files = Migration.All();
        var broken = new Migration(files.Count + 1, "broken", "create table chain.half (a int); select 1/0;");
        await Assert.ThrowsAsync<PostgresException>(() =>
            new MigrationRunner(database, [.. files, broken]).RunAsync(CancellationToken.None)
        );
        await using var command = database.CreateCommand(
            "select to_regclass('chain.half') is null and (select max(number) from chain.migration) = $1"
        );
        command.Parameters.Add(new NpgsqlParameter { Value = files.Count });
        Assert.True((bool)(await command.ExecuteScalarAsync())!);
    }

    [Fact]
    public async Task Schema_CheckedIn_IsWhatTheMigrationsMake()
    {
        await using var database = IndexProbe.Open(await chain.CreateDatabaseAsync("schema"));
        Assert.Equal(
            await File.ReadAllTextAsync(Harness.Repository.PathOf("indexer", "Aether.Indexer", "schema.sql")),
            await SchemaListing.ReadAsync(database, CancellationToken.None)
        );
    }

    [Fact]
    public async Task Roles_Api_CanReadViewsAndNothingElse()
    {
        var database = await chain.CreateDatabaseAsync("roles");
        foreach (
            var (sql, state) in new[]
            {
                ("select count(*) from chain.job", PostgresErrorCodes.InsufficientPrivilege),
                ("create table api.x (a int)", PostgresErrorCodes.InsufficientPrivilege),
                ("select chain.undo(0)", PostgresErrorCodes.InsufficientPrivilege),
            }
        )
        {
            var error = await Assert.ThrowsAsync<PostgresException>(() => AsApiAsync(database, sql));
            Assert.Equal(state, error.SqlState);
        }
        await AsApiAsync(database, "select count(*) from api.job");
    }

    private static async Task AsApiAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { Options = "-c role=aether_api" });
        await using var command = source.CreateCommand(sql);
        await command.ExecuteScalarAsync();
    }
}
