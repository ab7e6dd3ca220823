using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aether.Demo;
using Aether.Harness;

var once = new Option<bool>("--once") { Description = "exit 0 after the jobs, with everything stopped" };
var json = new Option<FileInfo?>("--json") { Description = "write what happened: ids, transaction hashes, gas, timings" };
var run = new Command("run", "performs the main job on a market of its own") { once, json };
run.SetAction((parse, cancellationToken) => RunAsync(parse.GetValue(once), parse.GetValue(json), cancellationToken));

var words = new Argument<string[]>("command") { Description = "the command and its arguments", Arity = ArgumentArity.OneOrMore };
var chain = new Option<bool>("--chain") { Description = "a chain with the contracts on it too: AETHER_TEST_RPC and AETHER_TEST_MANIFEST" };
var stage = new Command("stage", "starts a private PostgreSQL, runs a command with AETHER_TEST_POSTGRES set to it, and stops it")
{
    chain,
    words,
};
stage.SetAction((parse, cancellationToken) => StageAsync(parse.GetValue(chain), parse.GetValue(words)!, cancellationToken));

var parsed = new RootCommand("The demo of Aether.Chain, and the stage its tests run on") { run, stage }.Parse(args);
var code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
return parsed.Errors.Count > 0 ? 2 : code;

static async Task<int> RunAsync(bool once, FileInfo? json, CancellationToken cancellationToken)
{
    var progress = new Progress(TimeProvider.System, Console.WriteLine);
    try
    {
        await using var market = await Market.OpenAsync(progress, cancellationToken);
        var main = new MainJob(market, progress);
        await main.RunAsync(cancellationToken);
        progress.Say("all six jobs ended as they must");
        if (json is not null)
            await WriteAsync(json, market, main, progress);
        if (!once)
        {
            Console.WriteLine();
            Console.WriteLine($"GraphQL:   {market.GraphQl.Url}");
            Console.WriteLine($"chain:     {market.Stage.Anvil.HttpUrl} (31337)");
            Console.WriteLine($"manifest:  {market.Stage.Deployment.ManifestFile}");
            Console.WriteLine($"providers: {market.Alice.Url}, {market.Bob.Url}");
            Console.WriteLine("Up until interrupted (Ctrl-C).");
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        return 0;
    }
    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
    {
        await Console.Error.WriteLineAsync("interrupted; everything is stopped");
        return 130;
    }
    catch (HarnessException exception)
    {
        await Console.Error.WriteLineAsync($"demo: {exception.Message}");
        return 1;
    }
}

static async Task WriteAsync(FileInfo file, Market market, MainJob main, Progress progress)
{
    var report = new
    {
        chainId = 31337,
        contracts = market.Stage.Deployment.Contracts,
        tokens = market.Stage.Deployment.Tokens,
        modelId = market.ModelId,
        jobs = main.Jobs,
        steps = progress.Steps.Select(step => new { step.Name, step.Seconds }),
        totalSeconds = Math.Round(progress.ElapsedSeconds, 3),
    };
    var options = new JsonSerializerOptions
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
    await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(report, options));
}

static async Task<int> StageAsync(bool withChain, string[] command, CancellationToken cancellationToken)
{
    if (withChain)
    {
        await using var stage = await Stage.StartAsync(cancellationToken: cancellationToken);
        KeyValuePair<string, string?>[] chain =
        [
            new("AETHER_TEST_RPC", stage.Anvil.HttpUrl.ToString()),
            new("AETHER_TEST_MANIFEST", stage.Deployment.ManifestFile),
        ];
        return await OnStageAsync(stage.Run, stage.Postgres, chain, command, cancellationToken);
    }
    using var run = new RunDirectory();
    await using var postgres = await PostgresServer.StartAsync(run.Path);
    return await OnStageAsync(run, postgres, [], command, cancellationToken);
}

static async Task<int> OnStageAsync(
    RunDirectory run,
    PostgresServer postgres,
    KeyValuePair<string, string?>[] variables,
    string[] command,
    CancellationToken cancellationToken
)
{
    var database = await postgres.CreateDatabaseAsync("stage");
    await using var process = GuardedProcess.Start(
        command[0],
        run.FilePath("command.log"),
        command,
        [
            new("AETHER_TEST_POSTGRES", PostgresServer.ToUrl(database)),
            new("AETHER_TEST_POSTGRES_LOG", run.FilePath("postgres.log")),
            .. variables,
        ],
        Environment.CurrentDirectory,
        onLine: Console.WriteLine
    );
    return await process.WaitForExitAsync(TimeSpan.FromMinutes(20), cancellationToken);
}
