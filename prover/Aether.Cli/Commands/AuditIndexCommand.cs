using System.CommandLine;
using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Indexer.Auditing;
using Aether.Indexer.Database;
using Aether.Indexer.Following;
using Aether.Indexer.Projecting;
using Aether.Indexer.Storing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aether.Cli.Commands;

/// <summary><c>aether audit index</c>: every raw log of a range against receipts that the headers prove, and a repair of what is wrong.</summary>
internal static class AuditIndexCommand
{
    public static Command Create(AetherCommand aether, Option<string?> database)
    {
        var from = new Option<long?>("--from") { Description = "first block; the deployment's first when absent" };
        var to = new Option<long?>("--to") { Description = "last block; the last indexed one when absent" };
        var repair = new Option<bool>("--repair")
        {
            Description =
                "write everything from the first wrong block on anew, in one transaction, while the index serves; needs the owner's login",
        };
        var command = new Command("index", "compares the logs and blocks of an index with the chain, by headers and receipts")
        {
            database,
            from,
            to,
            repair,
        };
        aether.Bind(
            command,
            async context =>
            {
                var login = AuditCommands.DatabaseOf(context);
                var market = await context.MarketAsync();
                var chain = new ChainReader(
                    market.Client,
                    MarketProjection.ContractsOf(market.Manifest),
                    market.Manifest.FinalityDepth,
                    provesHistory: true
                );
                var stretches = new List<AuditedStretch>();
                var report = await AuditCommands.MakeAsync(async () =>
                {
                    await using var source = DatabaseUrl.OpenToRead(login);
                    var whole = await IndexRange.ReadAsync(source, market.Manifest, context.CancellationToken);
                    var range = whole.Narrow(context.Value(from), context.Value(to));
                    var audit = new IndexAudit(chain, source, context.Clock);
                    return await context.Reporter.WaitAsync(
                        $"comparing blocks {range.From} to {range.To}",
                        progress => audit.RunAsync(range, new Progress(stretches, progress), context.CancellationToken)
                    );
                });
                long? repaired = null;
                if (context.Value(repair) && report.FirstWrong is { } wrong)
                    repaired = await RepairAsync(context, login, market.Manifest, chain, wrong);
                Show(context, report, stretches, repaired);
                if (repaired is null)
                    AuditCommands.EndWith(report.Differences);
            }
        );
        return command;
    }

    private static Task<long?> RepairAsync(
        CliContext context,
        NpgsqlConnectionStringBuilder login,
        ChainManifest manifest,
        ChainReader chain,
        long wrong
    ) =>
        AuditCommands.MakeAsync(async () =>
        {
            await using var source = DatabaseUrl.OpenAsOwner(login);
            var store = new IndexStore(
                source,
                new MarketProjection(manifest, NullLogger<MarketProjection>.Instance),
                (long)manifest.StartBlock
            );
            return await context.Reporter.WaitAsync<long?>(
                $"writing anew from block {wrong}",
                async progress =>
                    await store.RewriteAsync(wrong, chain, new RewriteProgress(progress), context.CancellationToken) ?? wrong - 1
            );
        });

    private static void Show(CliContext context, IndexReport report, List<AuditedStretch> stretches, long? repaired) =>
        context.Reporter.Result(
            new
            {
                equal = report.Differences.Count == 0,
                from = report.From,
                to = report.To,
                blocks = report.Blocks,
                logs = report.Logs,
                firstWrong = report.FirstWrong,
                repairedTo = repaired,
                differenceCount = report.Differences.Count,
                differences = report.Differences.Named,
                stretches,
            },
            [
                .. stretches.Select(Line),
                .. AuditCommands.Lines(report.Differences),
                $"blocks {report.From} to {report.To}: {report.Logs} logs in {report.Blocks} blocks",
                repaired is not null ? $"repaired from block {report.FirstWrong} to {repaired}"
                : report.Differences.Count == 0 ? "equal"
                : $"different from block {report.FirstWrong} on",
            ]
        );

    private static string Line(AuditedStretch stretch) =>
        $"{stretch.From} to {stretch.To}  {stretch.Blocks} blocks  {stretch.Logs} logs  {stretch.ChainHash}"
        + (stretch.FirstWrong is null ? "" : $"  index {stretch.IndexHash}");

    /// <summary>Keeps what every stretch came to and says how far it is, at once and in order.</summary>
    private sealed class Progress(List<AuditedStretch> stretches, IProgress<string> progress) : IProgress<AuditedStretch>
    {
        public void Report(AuditedStretch value)
        {
            stretches.Add(value);
            progress.Report($"block {value.To}: {value.Logs} logs{(value.FirstWrong is null ? "" : ", different")}");
        }
    }

    private sealed class RewriteProgress(IProgress<string> progress) : IProgress<long>
    {
        public void Report(long value) => progress.Report($"written anew to block {value}");
    }
}
