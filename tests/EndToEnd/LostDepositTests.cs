using System.Globalization;
using System.Numerics;
using Aether.Demo;
using Aether.Harness;
using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>
/// A reorg takes the requester's deposit back while its Request waits for a Node that is away. Nobody but the requester's own program
/// can bring it back; it does, and deposits no second time.
/// </summary>
public sealed class LostDepositTests(OpenMarket open, ITestOutputHelper output) : IClassFixture<OpenMarket>
{
    private const long Price = 2 * Market.Dollar;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Market _market = open.Market;

    [Fact]
    public async Task Request_ReorgTakesTheDeposit_SentAgainAndPaid()
    {
        await _market.Alice.KillAsync();
        var before = await _market.Stage.Anvil.BlockNumberAsync();
        await using var request = await WaitingRequestAsync(7001);
        await TakeDepositBackAsync(before);

        await _market.Alice.StartAgainAsync();
        var exitCode = await request.WaitForExitAsync(TimeSpan.FromSeconds(120));
        Say(request.Lines);
        Assert.True(exitCode == 0, request.Tail());
        await AssertPaidFromOneDepositAsync(7001);
    }

    [Fact]
    public async Task RequestResume_KilledBeforeAReorgTakesTheDeposit_SentAgainAndPaid()
    {
        await _market.Alice.KillAsync();
        var before = await _market.Stage.Anvil.BlockNumberAsync();
        await using var request = await WaitingRequestAsync(7002);
        await request.KillAsync();
        await TakeDepositBackAsync(before);

        await _market.Alice.StartAgainAsync();
        var run = await _market.Requester.AetherAsync(["request", "resume", JobId(7002)], TimeSpan.FromSeconds(120));
        Say([run.Output]);
        Assert.True(run.ExitCode == 0, run.Output);
        await AssertPaidFromOneDepositAsync(7002);
    }

    /// <summary>A Request that is signed, stored and paid for, and has been offered in vain.</summary>
    private async Task<GuardedProcess> WaitingRequestAsync(int nonce)
    {
        var image = DigitImage.Write(_market.Stage.Run.Sub("images"), 3, 1, 9);
        string[] command =
        [
            "request",
            Market.ModelFile,
            image,
            "--provider",
            _market.Alice.Wallet.Address,
            "--price",
            "2.00",
            "--nonce",
            $"{nonce}",
            "--lock-secs",
            "240",
        ];
        var request = _market.Requester.Start($"request-{nonce}", command);
        await request.WaitForLineAsync("cannot be reached.*trying again", Patience);
        await WaitForFreeAsync(Price);
        return request;
    }

    /// <summary>Undoes every block after <paramref name="before"/>. Nothing is mined until the loss has been seen.</summary>
    private async Task TakeDepositBackAsync(long before)
    {
        var anvil = _market.Stage.Anvil;
        await anvil.Rpc.CallAsync("evm_setIntervalMining", 0);
        var depth = (int)(await anvil.BlockNumberAsync() - before);
        await anvil.ReorgAsync(depth);
        await WaitForFreeAsync(0);
        output.WriteLine($"a reorg of depth {depth} took the deposit back");
        await anvil.Rpc.CallAsync("evm_setIntervalMining", 1);
    }

    private async Task AssertPaidFromOneDepositAsync(int nonce)
    {
        await _market.Jobs.WaitAsync(JobId(nonce), "PAID", Patience, CancellationToken.None);
        Assert.Equal(0, await _market.FreeAsync(_market.Requester.Address));
    }

    private async Task WaitForFreeAsync(long wanted)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (await _market.FreeAsync(_market.Requester.Address) is var free && free != wanted)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"the requester's free balance is {free}, not {wanted}");
            await Task.Delay(100);
        }
    }

    private string JobId(int nonce)
    {
        var requester = BigInteger.Parse($"0{_market.Requester.Address[2..]}", NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return ((requester << 96) + nonce).ToString(CultureInfo.InvariantCulture);
    }

    private void Say(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            output.WriteLine(line);
    }
}
