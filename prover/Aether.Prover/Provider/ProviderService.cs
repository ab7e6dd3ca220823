using System.Threading.Channels;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;
using Aether.Prover.Http;
using Aether.Prover.Policy;
using Aether.Prover.Sealing;
using Microsoft.Extensions.Logging;

namespace Aether.Prover.Provider;

/// <summary>The provider program: one loop over chain and Jobs, one HTTP surface that feeds it. Start again after any end; nothing is lost.</summary>
public sealed class ProviderService(MarketClient market, ProviderOptions options, TimeProvider clock, ILoggerFactory loggers)
{
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = loggers.CreateLogger("Aether.Provider");
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Runs until cancelled.</summary>
    /// <param name="started">Called once it listens, with its URL.</param>
    public async Task RunAsync(Action<Uri> started, CancellationToken cancellationToken)
    {
        await market.Manifest.RequireServedByAsync(market.Client, cancellationToken);
        using var folderLock = FolderLock.Take(options.Folder);
        using var book = JobBook.Load(options.Folder);
        var chainTime = new ChainClock(clock);
        chainTime.Observe(await market.HeadAsync(cancellationToken));
        PolicyFile.CheckTokens(options.Policy, market.Manifest.Tokens);
        var inputBytesMax = options.Limits.InputBytesMax - SealedBox.Overhead - JobExecution.SaltLength;
        var shelf = new ModelShelf(options.ModelsFolder, inputBytesMax, options.Policy.Execution, clock);
        using var proofs = new ProofDesk(options.Policy.Proof, options.Srs, _log);
        var judge = new OfferJudge(market, new PolicyEvaluator(options.Policy), shelf, proofs, options.Node, chainTime, clock);
        using var execution = new JobExecution(market, judge, shelf, options, _log);
        var proving = new JobProving(market, judge, shelf, execution, proofs, options, _log);
        using var sender = new TransactionSender(
            market.Client,
            options.Signer,
            new FileTransactionStore(Path.Combine(options.Folder, "transactions")),
            new TransactionSenderOptions
            {
                FinalityDepth = market.Manifest.FinalityDepth,
                PollInterval = options.PollInterval,
                MaxFeePerGasLimit = TokenAmount.Parse(options.Policy.Gas.CapGwei, 9),
            },
            clock
        );
        // Kept apart from the caller's token: a transaction that is being signed is written down before the program ends.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var transactions = new TransactionDesk(sender, clock, Wake, _log, stop.Token);
        var confirmations = Math.Max(options.Policy.Confirmations ?? 1, market.Manifest.Confirmations);
        var plan = new JobPlan(options.Node.Provider, market.Manifest.GraceSecs, confirmations);
        var runner = new JobRunner(market, book, plan, judge, execution, proving, transactions, options, chainTime, Wake, _log);
        var watcher = new MarketWatcher(market, book, judge, runner, options, chainTime, _log);
        var desk = new JobDesk(market, book, judge, runner, execution, options, chainTime, confirmations, Wake, _log);

        ProviderLog.Started(
            _log,
            options.Node.Provider.ToString(),
            options.Node.NodeId.ToString(),
            market.Manifest.ChainId,
            market.Market.ToString()
        );
        if (options.SandboxLacks is { } lacks)
            ProviderLog.SandboxLacks(_log, lacks);
        else
            ProviderLog.Sandboxed(_log);
        ProviderLog.RunsOn(_log, options.RunsOn.Backend, options.RunsOn.Note);
        proofs.LogEngine();
        LogShelf(shelf);
        if (book.Jobs.Count > 0)
            ProviderLog.Resumed(_log, book.Jobs.Count);
        if (options.IsDryRun)
            ProviderLog.DryRun(_log);
        await using var http = await ProviderHttp.StartAsync(options.Listen, desk, options.Limits, clock, loggers, cancellationToken);
        ProviderLog.Listening(_log, http.Url.GetLeftPart(UriPartial.Authority));
        started(http.Url);
        try
        {
            await LoopAsync(watcher, runner, transactions, chainTime, cancellationToken);
        }
        finally
        {
            ProviderLog.Stopping(_log);
            await stop.CancelAsync();
            await Task.WhenAll(book.Jobs.Select(job => job.Execution ?? Task.CompletedTask));
        }
    }

    private async Task LoopAsync(
        MarketWatcher watcher,
        JobRunner runner,
        TransactionDesk transactions,
        ChainClock chainTime,
        CancellationToken cancellationToken
    )
    {
        Bytes32 seen = default;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var head = await market.HeadAsync(cancellationToken);
                chainTime.Observe(head);
                // First what is at stake: a node that answers no eth_getLogs costs new work, not collateral.
                if (!options.IsDryRun)
                    await runner.StepAllAsync(head, cancellationToken);
                if (head.Hash != seen)
                {
                    if (!options.IsDryRun)
                        await transactions.MaintainAsync(cancellationToken);
                    await watcher.ScanAsync(head, cancellationToken);
                    seen = head.Hash;
                }

                await watcher.JudgeAsync(cancellationToken);
                await PauseAsync(options.PollInterval, cancellationToken);
            }
            catch (Exception e) when (e is RpcFailureException or ContractRevertedException or AbiException)
            {
                ProviderLog.ChainUnavailable(_log, e.Message);
                await Task.Delay(RetryAfterFailure, clock, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException and not IOException)
            {
                ProviderLog.RoundFailed(_log, e);
                await Task.Delay(RetryAfterFailure, clock, cancellationToken);
            }
        }
    }

    private void Wake() => _wakes.Writer.TryWrite(true);

    /// <summary>Until the interval is over or somebody wakes the loop.</summary>
    private async Task PauseAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timer = Task.Delay(interval, clock, pause.Token);
        var wake = _wakes.Reader.WaitToReadAsync(pause.Token).AsTask();
        await Task.WhenAny(timer, wake);
        await pause.CancelAsync();
        _wakes.Reader.TryRead(out _);
    }

    private void LogShelf(ModelShelf shelf)
    {
        shelf.Look();
        ProviderLog.Models(_log, shelf.ContentHashes.Count, string.Join(", ", shelf.ContentHashes));
        foreach (var (path, reason) in shelf.Refused)
            ProviderLog.ModelRefused(_log, path, reason);
    }
}
