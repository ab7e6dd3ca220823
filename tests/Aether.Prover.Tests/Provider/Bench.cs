using System.Text.Json.Nodes;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Harness;
using Aether.Prover.Chain;
using Aether.Prover.Execution;
using Aether.Prover.Policy;
using Aether.Prover.Provider;
using Aether.Prover.Sealing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aether.Prover.Tests.Provider;

/// <summary>The parts of a provider's program around its loop, on a chain whose contracts a test plays.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public static readonly IReadOnlyDictionary<string, Address> Contracts = new[]
    {
        "Vault",
        "ProviderRegistry",
        "ModelRegistry",
        "VerifierRegistry",
        "JobMarket",
        "CooperativeVerifier",
        "ExchangeBox",
    }
        .Select((name, i) => (name, Address.Parse($"0x00000000000000000000000000000000000001{i:d2}")))
        .ToDictionary(entry => entry.name, entry => entry.Item2);

    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Anvil _anvil;
    private readonly TransactionSender _sender;

    private Bench(Anvil anvil, string program)
    {
        _anvil = anvil;
        Chain = new FakeMarket(anvil.HttpUrl);
        var manifest = new ChainManifest
        {
            ChainId = Sample.ChainId,
            Name = "bench",
            StartBlock = 0,
            Confirmations = 1,
            FinalityDepth = 64,
            GraceSecs = 60,
            MinDisputeSecs = 60,
            EvmVersion = "prague",
            Contracts = Contracts,
            Tokens = [],
        };
        Market = new MarketClient(new EthereumClient(new JsonRpcClient(Chain)), manifest);
        Signer = new KeySigner(Hex.Parse(Anvil.Accounts[2].PrivateKey));
        Options = new ProviderOptions
        {
            Folder = _directory.Path,
            ModelsFolder = _directory.Path,
            Node = new NodeIdentity(Sample.Provider, 9, "http://127.0.0.1:1"),
            SealingKey = SealingKey.Generate(),
            Signer = Signer,
            Policy = PolicyFile.Parse(PolicyFile.Template, "template"),
            Executor = new ModelProcess(ExecutionLimits.Default, Sandbox.None, program),
            SandboxLacks = null,
            RunsOn = new SandboxProbe("scalar", "", []),
            Listen = new Uri("http://127.0.0.1:0"),
        };
        var clock = TimeProvider.System;
        ChainTime = new ChainClock(clock);
        Book = JobBook.Load(_directory.Path, waitingMax: 4);
        var shelf = new ModelShelf(_directory.Path, 1 << 20, Options.Policy.Execution, clock);
        var proofs = new ProofDesk(null, null, NullLogger.Instance);
        Judge = new OfferJudge(Market, new PolicyEvaluator(Options.Policy), shelf, proofs, Options.Node, ChainTime, Time);
        Execution = new JobExecution(Market, Judge, shelf, Options, NullLogger.Instance);
        _sender = new TransactionSender(
            Market.Client,
            Signer,
            new FileTransactionStore(_directory.File("transactions")),
            new TransactionSenderOptions { PollInterval = TimeSpan.FromMilliseconds(20) }
        );
        Transactions = new TransactionDesk(_sender, clock, () => { }, NullLogger.Instance, _stop.Token);
        var plan = new JobPlan(Sample.Provider, manifest.GraceSecs, 1);
        var proving = new JobProving(Market, Judge, shelf, Execution, proofs, Options, NullLogger.Instance);
        Runner = new JobRunner(
            Market,
            Book,
            plan,
            Judge,
            Execution,
            proving,
            Transactions,
            Options,
            ChainTime,
            () => { },
            NullLogger.Instance
        );
        Desk = new JobDesk(Market, Book, Judge, Runner, Execution, Options, ChainTime, 1, () => { }, NullLogger.Instance);
    }

    /// <param name="program">What runs models.</param>
    public static async Task<Bench> StartAsync(string program = "/bin/false")
    {
        using var logs = new RunDirectory();
        return new Bench(await Anvil.StartAsync(logs.Path), program);
    }

    public FakeMarket Chain { get; }

    public MarketClient Market { get; }

    public KeySigner Signer { get; }

    public ProviderOptions Options { get; }

    public ChainClock ChainTime { get; }

    public SkippingTime Time { get; } = new();

    public JobBook Book { get; }

    public OfferJudge Judge { get; }

    public JobExecution Execution { get; }

    public TransactionDesk Transactions { get; }

    public JobRunner Runner { get; }

    public JobDesk Desk { get; }

    public string Folder => _directory.Path;

    /// <summary>Chain seconds.</summary>
    public ulong Now => ChainTime.Now;

    /// <summary>A Request whose auction began a minute ago and lasts an hour.</summary>
    public SignedRequest Offer(UInt128 nonce) =>
        new(Sample.Request(Sample.Stranger) with { Nonce = nonce, RampStart = Now - 60, LockSecs = 3600 }, [], new byte[65]);

    public ActiveJob Add(UInt128 nonce, params JobRecord[] facts) => Add(Offer(nonce), facts);

    public ActiveJob Add(SignedRequest offer, params JobRecord[] facts)
    {
        var job = Book.Add(offer, isDue: true)!;
        foreach (var fact in facts)
            job.Append(fact);
        return job;
    }

    public async Task StepAsync() =>
        await Runner
            .StepAllAsync(await Market.HeadAsync(CancellationToken.None), CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Steps until something is so.</summary>
    public async Task StepUntilAsync(Func<Task<bool>> isSo)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "it never came to be so");
            await StepAsync();
            await Task.Delay(100);
        }
    }

    public Task CallAsync(string method, params JsonNode?[] parameters) => _anvil.Rpc.CallAsync(method, parameters);

    public Task<ulong> SentAsync() => Market.Client.GetTransactionCountAsync(Signer.Address, BlockTag.Latest, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Transactions.DisposeAsync();
        Execution.Dispose();
        Book.Dispose();
        _sender.Dispose();
        await Market.Client.DisposeAsync();
        await _anvil.DisposeAsync();
        Options.SealingKey.Dispose();
        Signer.Dispose();
        _stop.Dispose();
        _directory.Dispose();
    }

    /// <summary>A clock that a test sets forward.</summary>
    internal sealed class SkippingTime : TimeProvider
    {
        public TimeSpan Skipped { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Skipped.TotalSeconds * TimestampFrequency);
    }
}
