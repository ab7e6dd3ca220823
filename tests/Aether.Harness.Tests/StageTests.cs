using Npgsql;

namespace Aether.Harness.Tests;

/// <summary>The stage itself: what the other suites rely on when they start and kill real parts.</summary>
public sealed class StageTests
{
    [Fact]
    public async Task Postgres_KilledAndStartedAgain_KeepsCommittedRowsAndLeavesNoFolder()
    {
        using var run = new RunDirectory();
        var server = await PostgresServer.StartAsync(run.Path);
        await using (server)
        {
            var database = await server.CreateDatabaseAsync("stage");
            await ExecuteAsync(database, "create table kept (n int); insert into kept values (42)");
            if (server.CanRestart)
            {
                await server.KillAsync();
                await server.StartAgainAsync();
            }
            Assert.Equal(42, await ExecuteAsync(database, "select n from kept"));
            Assert.True(server.DataFolder is null || Directory.Exists(server.DataFolder));
        }
        Assert.False(Directory.Exists(server.DataFolder));
    }

    [Fact]
    public async Task Anvil_Reorg_ReplacesBlocks()
    {
        using var run = new RunDirectory();
        await using var anvil = await Anvil.StartAsync(run.Path);
        await anvil.MineAsync(5);
        var before = (await anvil.Rpc.CallAsync("eth_getBlockByNumber", "0x4", false))!["hash"]!.GetValue<string>();
        await anvil.ReorgAsync(3);
        var after = (await anvil.Rpc.CallAsync("eth_getBlockByNumber", "0x4", false))!["hash"]!.GetValue<string>();
        Assert.NotEqual(before, after);
        Assert.Equal(5, await anvil.BlockNumberAsync());
    }

    [Fact]
    public async Task Deployment_Manifest_NamesContractsThatHaveCode()
    {
        using var run = new RunDirectory();
        await using var anvil = await Anvil.StartAsync(run.Path);
        var deployment = await Deployment.DeployAsync(anvil, run.Path);
        Assert.Contains("JobMarket", deployment.Contracts.Keys);
        foreach (var (name, address) in deployment.Contracts)
        {
            var code = (await anvil.Rpc.CallAsync("eth_getCode", address, "latest"))!.GetValue<string>();
            Assert.True(code.Length > 2, $"{name} has no code at {address}");
        }
    }

    [Fact]
    public async Task Guard_OwnerGone_EndsTheWholeGroup()
    {
        using var run = new RunDirectory();
        // A program that ignores being asked and has a child of its own.
        var process = GuardedProcess.Start(
            "stubborn",
            run.FilePath("stubborn.log"),
            ["/bin/sh", "-c", "trap '' TERM; sleep 300 & echo child $!; echo self $$; wait; sleep 300"],
            [new("AETHER_GUARD_GRACE", "1")]
        );
        var child = int.Parse((await process.WaitForLineAsync(@"child (\d+)", TimeSpan.FromSeconds(10))).Groups[1].ValueSpan);
        var self = int.Parse((await process.WaitForLineAsync(@"self (\d+)", TimeSpan.FromSeconds(10))).Groups[1].ValueSpan);
        await process.DisposeAsync();
        Assert.False(Alive(child));
        Assert.False(Alive(self));
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task Group_ScriptIsStoppedAlone_EndsWhatItWaitsFor(string signal, int exitCode)
    {
        using var run = new RunDirectory();
        await using var process = GuardedProcess.Start(
            "script",
            run.FilePath("script.log"),
            [
                // A runner in the background of a shell ignores SIGINT, and what it starts could not trap it.
                "env",
                "--default-signal=INT",
                "bash",
                "-c",
                "set -euo pipefail; . scripts/lib/group.sh; echo script $$; in_group bash -c 'sleep 300 | cat & echo child $!; wait'",
            ]
        );
        var script = int.Parse((await process.WaitForLineAsync(@"script (\d+)", TimeSpan.FromSeconds(10))).Groups[1].ValueSpan);
        var child = int.Parse((await process.WaitForLineAsync(@"child (\d+)", TimeSpan.FromSeconds(10))).Groups[1].ValueSpan);
        // To the script alone, as `kill` does; not to its group, as a terminal would.
        var kill = await CommandRun.RunAsync("kill", run.FilePath("kill.log"), ["kill", "-s", signal, $"{script}"]);
        Assert.Equal(0, kill.ExitCode);
        Assert.Equal(exitCode, await process.WaitForExitAsync(TimeSpan.FromSeconds(10)));
        Assert.False(Alive(child));
    }

    [Fact]
    public async Task Stage_CancelledBeforeTheDeployment_EndsWithoutIt()
    {
        using var cancel = new CancellationTokenSource();
        var steps = new List<string>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Stage.StartAsync(
                step: line =>
                {
                    steps.Add(line);
                    if (line.Contains("deploying", StringComparison.Ordinal))
                        cancel.Cancel();
                },
                cancellationToken: cancel.Token
            )
        );
        Assert.Equal(3, steps.Count);
    }

    [Fact]
    public async Task Deployment_Cancelled_EndsBeforeItIsDone()
    {
        using var run = new RunDirectory();
        await using var anvil = await Anvil.StartAsync(run.Path);
        // Nothing is mined, so that the script waits for its first receipt until it is stopped.
        await anvil.Rpc.CallAsync("evm_setAutomine", false);
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deployment.DeployAsync(anvil, run.Path, cancel.Token));
    }

    /// <summary>A process that ended but was not yet waited for by its new parent (state Z) is not alive.</summary>
    private static bool Alive(int id)
    {
        var file = $"/proc/{id}/stat";
        return File.Exists(file) && File.ReadAllText(file).Split(") ")[^1][0] is not ('Z' or 'X');
    }

    private static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
