using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace Aether.Harness;

/// <summary>
/// A private PostgreSQL: npm's by default, the machine's own with AETHER_POSTGRES=system, or a running server named by
/// AETHER_POSTGRES=postgres://... whose role may create databases and roles. Never a system service; its data goes with it.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly List<string> _created = [];
    private readonly Func<int, GuardedProcess>? _start;
    private GuardedProcess? _process;
    private int _port;

    /// <summary>Of the superuser, with the database left to choose.</summary>
    private NpgsqlConnectionStringBuilder Admin { get; }

    private PostgresServer(NpgsqlConnectionStringBuilder admin, Func<int, GuardedProcess>? start)
    {
        Admin = admin;
        _start = start;
    }

    /// <summary>Of the guard, whose child the server is; 0 for a server named by URL.</summary>
    public int ProcessId => _process?.Id ?? 0;

    /// <summary>False for a server named by URL, which is not ours to stop.</summary>
    public bool CanRestart => _start is not null;

    /// <param name="durable">With fsync and more memory, as a server that holds somebody's data: for measuring.</param>
    public static async Task<PostgresServer> StartAsync(string folder, bool durable = false)
    {
        var choice = Environment.GetEnvironmentVariable("AETHER_POSTGRES") ?? "";
        if (choice.StartsWith("postgres://", StringComparison.Ordinal) || choice.StartsWith("postgresql://", StringComparison.Ordinal))
            return new PostgresServer(FromUrl(choice), start: null);
        if (choice is not ("" or "npm" or "system"))
            throw new HarnessException($"AETHER_POSTGRES is '{choice}'; it may be npm, system or a postgres:// URL");

        var binaries = PostgresBinaries.Find(system: choice is "system");
        // Not in the run's own folder: the server's user owns this one, and the guard removes it.
        var data = Directory.CreateTempSubdirectory("aether-postgres-").FullName;
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var passwordFile = Path.Combine(data, "password");
        await File.WriteAllTextAsync(passwordFile, password);
        binaries.Own(data);
        binaries.Own(passwordFile);
        PostgresBinaries.Run(
            binaries.Command("initdb").First(),
            [
                .. binaries.Command("initdb", "-D", Path.Combine(data, "data"), "-U", "postgres", "-A", "scram-sha-256").Skip(1),
                $"--pwfile={passwordFile}",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
            ]
        );
        var log = Path.Combine(folder, "postgres.log");
        GuardedProcess Start(int port) =>
            GuardedProcess.Start(
                "postgres",
                log,
                binaries.Command(
                    "postgres",
                    "-D",
                    Path.Combine(data, "data"),
                    "-p",
                    port.ToString(CultureInfo.InvariantCulture),
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    "unix_socket_directories=",
                    "-c",
                    durable ? "shared_buffers=512MB" : "shared_buffers=64MB",
                    "-c",
                    "max_connections=100",
                    // A killed server loses nothing that the kernel holds, and no test cuts the power. With fsync a recovery would first sync
                    // every file of every database, which is more than a minute on a busy disk.
                    "-c",
                    durable ? "fsync=on" : "fsync=off",
                    "-c",
                    "logging_collector=off",
                    "-c",
                    "log_min_messages=warning"
                ),
                workingDirectory: "/",
                stopSignal: "INT",
                environment: [new("LC_ALL", "C")],
                removeAtEnd: data
            );

        var server = new PostgresServer(
            new NpgsqlConnectionStringBuilder
            {
                Host = "127.0.0.1",
                Username = "postgres",
                Password = password,
            },
            Start
        )
        {
            DataFolder = data,
        };
        for (var attempt = 1; ; attempt++)
            try
            {
                server._port = FreePort.Find();
                await server.StartAgainAsync();
                return server;
            }
            catch (HarnessException) when (attempt < 3)
            {
                // The port was taken between the look and the start.
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
    }

    /// <summary>Where a private server keeps its data until it is disposed; null for one named by URL.</summary>
    public string? DataFolder { get; private init; }

    /// <summary>Creates an empty database and returns its connection string for the superuser.</summary>
    public async Task<string> CreateDatabaseAsync(string prefix)
    {
        var name = $"{prefix}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        await ExecuteAsync($"create database {name}");
        _created.Add(name);
        return new NpgsqlConnectionStringBuilder(Admin.ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>The same as a URL, as every program of ours takes it.</summary>
    public static string ToUrl(string connectionString, string? user = null, string? password = null)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"postgres://{Uri.EscapeDataString(user ?? parts.Username!)}:{Uri.EscapeDataString(password ?? parts.Password ?? "")}@{parts.Host}:{parts.Port}/{parts.Database}"
        );
    }

    /// <summary>Every backend gone at once, nothing flushed.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            throw new HarnessException("a server named by URL is not ours to kill");
        await _process.KillAsync();
        await _process.DisposeAsync();
    }

    /// <summary>Starts again on the same data and port.</summary>
    public async Task StartAgainAsync()
    {
        _process = _start!(_port);
        Admin.Port = _port;
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await ExecuteAsync("select 1");
                return;
            }
            catch (NpgsqlException exception)
            {
                if (_process.HasExited || TimeProvider.System.GetElapsedTime(deadline) > TimeSpan.FromSeconds(60))
                {
                    await _process.DisposeAsync();
                    throw new HarnessException($"PostgreSQL did not come up on port {_port}.\n{_process.Tail()}", exception);
                }
                await Task.Delay(50);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        else
            foreach (var name in _created)
                await ExecuteAsync($"drop database if exists {name} with (force)");
        if (DataFolder is not null && Directory.Exists(DataFolder))
            Directory.Delete(DataFolder, recursive: true);
    }

    /// <summary>Drops one before the server goes: a large one needs its room back.</summary>
    public Task DropDatabaseAsync(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        _created.Remove(name);
        return ExecuteAsync($"drop database if exists {name} with (force)");
    }

    private async Task ExecuteAsync(string sql)
    {
        var builder = new NpgsqlConnectionStringBuilder(Admin.ConnectionString) { Pooling = false, Timeout = 5 };
        builder.Database ??= "postgres";
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // names are made above from letters and random hex
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlConnectionStringBuilder FromUrl(string text)
    {
        var url = new Uri(text);
        var user = url.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.IsDefaultPort || url.Port < 0 ? 5432 : url.Port,
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = url.AbsolutePath.TrimStart('/') is { Length: > 0 } database ? database : "postgres",
        };
    }
}
