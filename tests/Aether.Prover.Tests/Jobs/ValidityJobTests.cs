using System.Text.Json;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Harness;
using Aether.Inference;
using Aether.Proofs;
using Aether.Prover.Delivery;
using Aether.Prover.Policy;
using Aether.Prover.Requester;
using Aether.Prover.Tests.Cli;

namespace Aether.Prover.Tests.Jobs;

/// <summary>The validity tier on a real chain: one transaction proves that the network ran, pays, and shows the output.</summary>
public sealed class ValidityJobTests(MarketFixture market) : IClassFixture<MarketFixture>
{
    private static string Digit => Repository.PathOf("tests", "vectors", "digits", "4-marker.pgm");

    [Fact]
    public async Task Job_Proven_IsPaidFromTheLock_OrSealedOnceItsCiphertextCame()
    {
        // What a chain's own reference string is, everybody makes again.
        var srs = market.Run.FilePath("test.srs");
        using (var stream = File.Create(srs))
            SrsFile.Write(Srs.ForTests(20), stream);
        var models = market.Run.Sub("models");
        var model = Path.Combine(models, "digits.air8");
        var prepared = await market.Requester.AetherJsonAsync([
            "model",
            "prepare",
            MarketFixture.ModelFile,
            "--srs",
            srs,
            "--output",
            model,
        ]);
        var registered = await market.Requester.AetherJsonAsync(
            ["model", "register", model, "--registration", Text(prepared, "registration")],
            TimeSpan.FromMinutes(2)
        );
        Assert.True(registered.GetProperty("isProvable").GetBoolean());

        var listen = ProviderProgram.ChooseEndpoint();
        var provider = await market.WalletAsync("prover", 6);
        await provider.AetherJsonAsync(["deposit", "900"]);
        await provider.AetherJsonAsync(["provider", "init", "--endpoint", listen.AbsoluteUri]);
        await provider.AetherJsonAsync(["provider", "register", "--stake", "100"]);
        var policy = market.Run.FilePath("policy.json");
        var tiers = PolicyFile.Template.Replace(
            "\"tiers\": [\"cooperative\", \"optimistic\"],",
            $"\"tiers\": [\"validity\"], \"proof\": {{ \"srs\": {JsonSerializer.Serialize(srs)} }},",
            StringComparison.Ordinal
        );
        Assert.Contains("validity", tiers, StringComparison.Ordinal);
        await File.WriteAllTextAsync(policy, tiers);
        await using var program = await ProviderProgram.StartAsync(provider, listen, models, "--policy", policy);

        var before = await MarketFixture.FreeAsync(provider);
        string[] request =
        [
            "request",
            model,
            Digit,
            "--provider",
            provider.Address,
            "--price",
            "2.00",
            "--tier",
            "validity",
            "--exec-secs",
            "300",
        ];
        var answer = await market.Requester.AetherJsonAsync(request, TimeSpan.FromMinutes(4));
        Assert.Equal("paid", Text(answer, "status"));
        var expected = await market.Requester.AetherJsonAsync(["run", model, Digit]);
        Assert.Equal(Text(expected, "answer"), Text(answer, "answer"));
        Assert.Equal(before + (198 * MarketFixture.Dollar / 100), await MarketFixture.FreeAsync(provider));

        // Nothing was submitted, no key was shown, no window had to pass: the settlement alone holds the output.
        var jobId = UInt256.Parse(Text(answer, "jobId"));
        var history = await market.HistoryAsync(jobId.ToString());
        Assert.Null(history.Submit);
        var proven = await market.Market.ProvenAsync(jobId, history.Lock!.Request, 0, CancellationToken.None);
        Assert.Equal(Bytes32.Zero, proven!.Key);
        Assert.Equal(Bytes32.Zero, proven.Claim.TraceRoot);
        var receipt = await market.Market.Client.GetTransactionReceiptAsync(proven.TransactionHash, CancellationToken.None);
        Assert.InRange(receipt!.GasUsed, 300_000UL, 1_000_000UL);

        // Whoever trusts the block's hash needs nobody for what the market emitted in it.
        var log = market.Run.FilePath("log.json");
        var emitted = receipt.Logs[^1];
        await market.Requester.AetherJsonAsync(["log", "proof", proven.TransactionHash.ToString(), $"{emitted.LogIndex}", log]);
        var shown = await market.Requester.AetherJsonAsync(["verify", "proof", log, "--block-hash", receipt.BlockHash.ToString()]);
        Assert.Equal((emitted.Address.ToString(), Hex.Format(emitted.Data.Span)), (Text(shown, "address"), Text(shown, "data")));

        // Whoever has model and input recomputes the claim from the settlement.
        var verified = await market.Requester.AetherJsonAsync(["verify", jobId.ToString()]);
        Assert.True(verified.GetProperty("valid").GetBoolean());

        // Somebody else who copies it pays nobody and earns nothing: the job is over, and the payee is part of what is proved.
        var transaction = await market.Market.Client.GetTransactionAsync(proven.TransactionHash, CancellationToken.None);
        Assert.True(JobMarket.SettleProvenCall.TryDecode(transaction!.Input.Span, out var call));
        Assert.Equal(Address.Parse(provider.Address), call.Item.Claim.Payee);

        await AssertSealedAsync([.. request, "--sealed", "--dispute-secs", "200"], Text(expected, "answer"), srs);
    }

    /// <summary>The ciphertext is claimed and handed over; key and proof come in one transaction, once its delivery is acknowledged.</summary>
    private async Task AssertSealedAsync(string[] request, string expected, string srs)
    {
        var answer = await market.Requester.AetherJsonAsync(request, TimeSpan.FromMinutes(4));
        Assert.Equal(("paid", "sealed", expected), (Text(answer, "status"), Text(answer, "outputMode"), Text(answer, "answer")));
        var jobId = UInt256.Parse(Text(answer, "jobId"));
        var history = await market.HistoryAsync(jobId.ToString());
        var submitted = history.Submit!;
        Assert.Equal((Bytes32.Zero, Bytes32.Zero, Bytes32.Zero), (submitted.Key, submitted.Claim.OutputCommit, submitted.Claim.TraceRoot));
        var proven = await market.Market.ProvenAsync(jobId, history.Lock!.Request, 0, CancellationToken.None);
        Assert.Equal(ProtocolHash.KeyHash(proven!.Key), submitted.Claim.KeyHash);
        var file = market.Run.FilePath("ciphertext");
        await market.Requester.AetherJsonAsync(["job", "output", jobId.ToString(), file]);
        Assert.Equal(submitted.Claim.CipherCommit, PointPackage.Parse(await File.ReadAllBytesAsync(file)).Commit);
        Assert.Equal(proven.Key, await market.Market.ClosedKeyAsync(jobId, 0, CancellationToken.None));
        // The key is public now: the ciphertext that was paid for is made again from model and input.
        var verified = await market.Requester.AetherJsonAsync(["verify", jobId.ToString(), "--srs", srs]);
        Assert.Contains(
            verified.GetProperty("checks").EnumerateArray(),
            check => Text(check, "name") == "cipherCommit" && check.GetProperty("fits").GetBoolean()
        );
        // Long before the window was over.
        Assert.True(proven.BlockNumber > submitted.BlockNumber);
        var header = await market.Market.HeadAsync(CancellationToken.None);
        Assert.True(header.Timestamp < submitted.Deadline);
        // The envelope holds no word of the ciphertext: who did not get it reads nothing, key or not.
        Assert.Null(ProvenOutput.AnswerOf(proven.Envelope!.Value.Span, Air8Model.Load(MarketFixture.ModelFile).Form));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
