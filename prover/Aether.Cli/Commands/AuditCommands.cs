using System.CommandLine;
using System.Globalization;
using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Indexer;
using Aether.Indexer.Auditing;
using Aether.Indexer.Database;
using Aether.Indexer.Following;
using Npgsql;

namespace Aether.Cli.Commands;

/// <summary>
/// <c>aether audit</c>: compares an index with the chain. Exit codes as of <c>diff</c>: 0 equal, 1 differences, 2 wrong usage; and 4 where the
/// audit could not be made.
/// </summary>
internal static class AuditCommands
{
    private static readonly Option<string?> Database = new("--database")
    {
        Description = "postgres:// URL of the index; a login that may read schema chain is enough [AETHER_DATABASE]",
        HelpName = "URL",
    };

    public static Command Create(AetherCommand aether)
    {
        var command = new Command("audit", "compare an index with the chain: 0 equal, 1 differences, 2 usage, 4 could not be made");
        command.Subcommands.Add(Solvency(aether));
        command.Subcommands.Add(AuditIndexCommand.Create(aether, Database));
        return command;
    }

    public static NpgsqlConnectionStringBuilder DatabaseOf(CliContext context) =>
        DatabaseUrl.Parse(
            context.Settings.Find(Database, "AETHER_DATABASE")
                ?? throw new CliException(ExitCode.Usage, "the index's database is not set", "give --database, or set AETHER_DATABASE")
        );

    /// <summary>Does the work of an audit; a node or database that fails is no difference.</summary>
    public static async Task<T> MakeAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e)
            when (e is AuditException or RpcFailureException or NpgsqlException or ChainMovedException or BadAnswerException)
        {
            throw new CliException(ExitCode.NotFound, $"the audit could not be made: {e.Message}", "this says nothing about the index");
        }
        catch (ReorgBelowFinalityException e)
        {
            throw new CliException(
                ExitCode.NotFound,
                $"nothing was repaired: {e.Message}",
                "the node follows another chain than the index did; a person has to look"
            );
        }
        catch (IndexerException e)
        {
            throw new CliException(ExitCode.Usage, e.Message);
        }
    }

    /// <summary>After the report: what a script sees.</summary>
    public static void EndWith(DifferenceList differences)
    {
        if (differences.Count > 0)
            throw new CliException(ExitCode.Failed, $"{differences.Count} differences");
    }

    public static IEnumerable<string> Lines(DifferenceList differences)
    {
        foreach (var difference in differences.Named)
            yield return $"differs  {difference}";
        if (differences.Count > differences.Named.Count)
            yield return $"differs  and {differences.Count - differences.Named.Count} more";
    }

    private static Command Solvency(AetherCommand aether)
    {
        var block = new Option<long?>("--block") { Description = "compare at this block; the last indexed one when absent" };
        var api = new Option<string?>("--api")
        {
            Description = "instead of --database: the URL of the index's GraphQL API, asked as anybody may [AETHER_API]",
            HelpName = "URL",
        };
        var command = new Command("solvency", "compares what the Vault owes, holds and keeps in escrow with the index, at a block")
        {
            Database,
            api,
            block,
        };
        aether.Bind(
            command,
            async context =>
            {
                var source = context.Settings.Find(api, "AETHER_API");
                var login = source is null ? DatabaseOf(context) : null;
                var market = await context.MarketAsync();
                var report = await MakeAsync(async () =>
                {
                    var audit = new SolvencyAudit(market.Client, market.Manifest);
                    var stakeToken = await audit.ReadStakeTokenAsync(context.CancellationToken);
                    await using var database = login is null ? null : DatabaseUrl.OpenToRead(login);
                    await using IBalanceSource balances = database is null
                        ? await ApiBalances.OpenAsync(
                            ApiUrl(source!),
                            market.Manifest,
                            stakeToken,
                            context.Value(block),
                            context.Clock,
                            context.CancellationToken
                        )
                        : await DatabaseBalances.OpenAsync(
                            database,
                            market.Manifest,
                            stakeToken,
                            context.Value(block),
                            context.CancellationToken
                        );
                    return await context.Reporter.WaitAsync(
                        $"comparing balances at block {balances.Block}",
                        _ => audit.RunAsync(balances, context.CancellationToken)
                    );
                });
                Show(context, market.Manifest, report);
                EndWith(report.Differences);
            }
        );
        return command;
    }

    private static Uri ApiUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new CliException(ExitCode.Usage, "--api must be an http or https URL, such as http://host:port/graphql");

    private static void Show(CliContext context, ChainManifest manifest, SolvencyReport report) =>
        context.Reporter.Result(
            new
            {
                equal = report.Differences.Count == 0,
                block = report.Block,
                blockHash = report.BlockHash.ToString(),
                tokens = report.Tokens.Select(token => new
                {
                    token = token.Token.ToString(),
                    symbol = SymbolOf(manifest, token.Token),
                    held = Text(token.Held),
                    liabilities = Text(token.Liabilities),
                    free = Text(token.Free),
                    escrow = Text(token.Escrow),
                    accounts = token.Accounts,
                }),
                differenceCount = report.Differences.Count,
                differences = report.Differences.Named,
            },
            [
                $"block    {report.Block}, {report.BlockHash}",
                .. report.Tokens.SelectMany(token =>
                    new[]
                    {
                        $"token    {SymbolOf(manifest, token.Token) ?? token.Token.ToString()}, smallest unit",
                        $"  held     {token.Held}",
                        $"  owed     {token.Liabilities}",
                        $"  free     {token.Free}, {token.Accounts} accounts",
                        $"  escrow   {token.Escrow}",
                    }
                ),
                .. Lines(report.Differences),
                report.Differences.Count == 0 ? "equal" : "different",
            ]
        );

    private static string Text(System.Numerics.BigInteger amount) => amount.ToString(CultureInfo.InvariantCulture);

    private static string? SymbolOf(ChainManifest manifest, Address token) =>
        manifest.Tokens.FirstOrDefault(known => known.Address == token)?.Symbol;
}
