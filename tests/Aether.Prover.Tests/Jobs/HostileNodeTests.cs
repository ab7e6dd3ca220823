using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Harness;
using Aether.Prover.Tests.Cli;

namespace Aether.Prover.Tests.Jobs;

/// <summary>A Node that took the job and works against its requester. Silence pays, so nothing it says may end the requester's program.</summary>
public sealed class HostileNodeTests(MarketFixture market) : IClassFixture<MarketFixture>
{
    private const int DaySecs = 24 * 3600;

    /// <summary>A refusal and a delivery that make no sense; more of either take a chain's half minute each and are left to the deep run.</summary>
    public static TheoryData<string, string, string> Answers()
    {
        TheoryData<string, string, string> answers = new()
        {
            { "HTTP/1.1 403 Forbidden", "{\"error\":{\"code\":\"x\",\"code\":\"y\",\"message\":\"z\"}}", "refuse" },
            { "HTTP/1.1 200 OK", "{\"jobId\":\"1\",\"ic\":\"0x\",\"package\":\"[/]\"}", "delivers something else" },
        };
        if (Seed.Deep)
        {
            answers.Add("HTTP/1.1 404 Not Found", "no such page", "refuse");
            answers.Add("HTTP/1.1 200 OK", "{\"jobId\":\"1\",\"jobId\":\"1\"}", "delivers something else");
        }
        return answers;
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Output_Withheld_IsDemandedAndTheSilentProviderSlashed(string status, string body, string expected)
    {
        await using var node = new Node(status, body);
        await market.Provider.AetherJsonAsync(["provider", "register", "--endpoint", node.Url.AbsoluteUri]);
        var jobId = await market.SubmitAsync();
        // Nothing is left in the Vault for the deposit: it comes from the wallet.
        await market.Requester.AetherJsonAsync(["withdraw", await FreeDollarsAsync()]);

        var early = await market.Requester.AetherAsync(["request", "resume", jobId, "--timeout", "1"]);
        Assert.Equal(4, early.ExitCode);
        Assert.Contains("silence pays the provider after", early.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing is lost", early.Output, StringComparison.Ordinal);

        await market.AdvanceAsync(50);
        var requester = market.Requester.AetherAsync(["request", "resume", jobId], TimeSpan.FromMinutes(2));
        await UntilAsync(requester, async () => (await market.HistoryAsync(jobId)).Demand.Kind == DemandKind.Output);
        await market.AdvanceAsync(DaySecs + 1);
        var run = await requester;
        Assert.Equal(3, run.ExitCode);
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
        Assert.Contains("slashed", run.Output, StringComparison.Ordinal);
        await market.Requester.AetherJsonAsync(["deposit", "100"]);
    }

    /// <summary>One answer that never ends must not outlast the window in which it can be demanded.</summary>
    [Fact]
    public async Task Output_AnswerThatNeverEnds_IsDemandedBeforeTheWindowIsOver()
    {
        await using var node = new Node("HTTP/1.1 200 OK", "{\"jobId\":\"1\"}", stalls: true);
        await market.Provider.AetherJsonAsync(["provider", "register", "--endpoint", node.Url.AbsoluteUri]);
        var jobId = await market.SubmitAsync();
        await market.AdvanceAsync(80);
        var requester = market.Requester.AetherAsync(["request", "resume", jobId, "--timeout", "40"], TimeSpan.FromMinutes(2));
        await UntilAsync(requester, async () => (await market.HistoryAsync(jobId)).Demand.Kind == DemandKind.Output);
        Assert.True(node.Calls > 0);
        await market.AdvanceAsync(DaySecs + 1);
        await requester;
    }

    [Fact]
    public async Task Input_Refused_IsAnsweredOnChainWhenItIsDemanded()
    {
        await using var node = new Node(
            "HTTP/1.1 422 Unprocessable Content",
            "{\"error\":{\"code\":\"input_malformed\",\"message\":\"[no]\"}}"
        );
        await market.Provider.AetherJsonAsync(["provider", "register", "--endpoint", node.Url.AbsoluteUri]);
        var jobId = await market.LockAsync();
        var requester = market.Requester.AetherAsync(["request", "resume", jobId, "--timeout", "30"], TimeSpan.FromMinutes(2));
        await UntilAsync(requester, () => Task.FromResult(node.Calls > 0));
        var history = await market.HistoryAsync(jobId);
        await market.SendAsync(
            market.Provider.Address,
            market.Market.Manifest.ExchangeBox,
            new ExchangeBox.DemandInputCall { JobId = history.JobId, Terms = history.Terms(market.Market) }
        );
        await UntilAsync(requester, async () => (await market.HistoryAsync(jobId)).Demand.Kind == DemandKind.InputAnswered);
        await requester;
    }

    [Fact]
    public async Task Output_WithheldUnderAFriendlyContest_IsDemandedAllTheSame()
    {
        var jobId = await market.SubmitAsync("--tier", "optimistic", "--verifier", "TestOptimisticVerifier");
        var history = await market.HistoryAsync(jobId);
        var verifier = history.Lock!.Request.Verifier;
        await market.Anvil.Rpc.CallAsync("anvil_impersonateAccount", verifier.ToString());
        await market.Anvil.Rpc.CallAsync("anvil_setBalance", verifier.ToString(), "0xde0b6b3a7640000");
        await market.SendAsync(
            verifier.ToString(),
            market.Market.Market,
            new JobMarket.ContestCall
            {
                JobId = history.JobId,
                Terms = history.Terms(market.Market),
                Ic = history.Ic,
            }
        );
        await market.AdvanceAsync(50);
        var requester = market.Requester.AetherAsync(["request", "resume", jobId, "--timeout", "20"], TimeSpan.FromMinutes(2));
        await UntilAsync(requester, async () => (await market.HistoryAsync(jobId)).Demand.Kind == DemandKind.Output);
        await requester;
    }

    [Fact]
    public void FirstBlock_LeavesRoomForAReorg()
    {
        var manifest = market.Market.Manifest;
        Assert.Equal(manifest.StartBlock, Aether.Cli.Commands.RequestCommand.FirstBlock(manifest, manifest.StartBlock));
        Assert.Equal(9936UL, Aether.Cli.Commands.RequestCommand.FirstBlock(manifest, 10_000));
        Assert.Equal(9000UL, Aether.Cli.Commands.RequestCommand.FirstBlock(manifest with { FinalityDepth = 360_000 }, 10_000));
    }

    private async Task<string> FreeDollarsAsync() => $"{await MarketFixture.FreeAsync(market.Requester) / MarketFixture.Dollar}";

    private static async Task UntilAsync(Task<CommandRun> program, Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            Assert.False(program.IsCompleted, program.IsCompleted ? (await program).Output : "");
            await Task.Delay(300);
        }
    }

    /// <summary>Says the same to everybody.</summary>
    private sealed class Node : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _work;
        private int _calls;

        /// <param name="stalls">The last byte never comes.</param>
        public Node(string status, string body, bool stalls = false)
        {
            _listener.Start();
            Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
            var bytes = Encoding.UTF8.GetBytes(body);
            var head = $"{status}\r\nContent-Type: application/json\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n\r\n";
            _work = ServeAsync([.. Encoding.ASCII.GetBytes(head), .. stalls ? bytes[..^1] : bytes], stalls);
        }

        public Uri Url { get; }

        public int Calls => Volatile.Read(ref _calls);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            _listener.Stop();
            await _work;
            _stop.Dispose();
        }

        private async Task ServeAsync(byte[] answer, bool stalls)
        {
            var held = new List<TcpClient>();
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                    held.Add(client);
                    var stream = client.GetStream();
                    _ = await stream.ReadAsync(new byte[65_536], _stop.Token);
                    Interlocked.Increment(ref _calls);
                    await stream.WriteAsync(answer, _stop.Token);
                    if (!stalls)
                        client.Client.Shutdown(SocketShutdown.Send);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // The test is over.
            }

            foreach (var client in held)
                client.Dispose();
        }
    }
}
