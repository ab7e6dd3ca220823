using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Ethereum;
using Aether.Harness;
using Aether.Indexer.Tests.Support;

namespace Aether.Indexer.Tests;

/// <summary>An event comes out of the API with a proof that nobody has to believe the API for.</summary>
[Collection(ChainFixture.Collection)]
public sealed class RowProofTests(ChainFixture chain)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 16 })
    {
        Timeout = TimeSpan.FromSeconds(20),
    };

    [Fact]
    public async Task Proof_FromGraphQl_HoldsAgainstTheBlockHashAndNothingElseDoes()
    {
        await chain.Activity.FinalizeAsync(
            await chain.Activity.SubmitAsync(await chain.Activity.LockAsync(await chain.Activity.PostAsync(MarketActivity.Requester)))
        );
        var database = await chain.CreateDatabaseAsync("proofs");
        var folder = chain.Run.Sub("proofs");
        await using var indexer = await IndexerProgram.StartAsync(chain.Anvil.HttpUrl, database, chain.Deployment, folder);
        await IndexProbe.UntilAtHeadAsync(chain, database, () => indexer.Process.Tail());
        await using var api = await GraphQlProgram.StartAsync(database, folder, indexer.StatusUrl);
        var answer = await api.QueryAsync(
            "{ events(last: 12) { nodes { blockNumber blockHash logIndex contractAddress topic0 topic1 data name proof } } }"
        );
        var events = answer.GetProperty("events").GetProperty("nodes").EnumerateArray().ToList();
        Assert.Equal(12, events.Count);
        Assert.Contains(events, row => row.GetProperty("name").GetString() == "JobClosed");
        foreach (var row in events)
        {
            // The one trusted thing comes from the node, not from the row.
            var trusted = await HashOfAsync(row.GetProperty("blockNumber").GetString()!);
            var log = LogProofFile.Read(Encoding.UTF8.GetBytes(row.GetProperty("proof").GetRawText())).Verify(trusted);
            Assert.Equal(row.GetProperty("contractAddress").GetString(), log.Address.ToString());
            Assert.Equal(row.GetProperty("data").GetString(), Hex.Format(log.Data.Span));
            Assert.Equal(row.GetProperty("topic0").GetString(), Hex.Format(log.Topics.Span[..Bytes32.ByteLength]));
        }

        var proof = JsonNode.Parse(events[^1].GetProperty("proof").GetRawText())!.AsObject();
        var hash = await HashOfAsync(events[^1].GetProperty("blockNumber").GetString()!);
        foreach (var tampered in Tampered(proof))
            Assert.Throws<ProofException>(() => LogProofFile.Read(Encoding.UTF8.GetBytes(tampered.ToJsonString())).Verify(hash));
        Assert.Throws<ProofException>(() => LogProofFile.Read(Encoding.UTF8.GetBytes(proof.ToJsonString())).Verify(Bytes32.Keccak([1])));
    }

    [Fact]
    public async Task Proof_OfNothingOrTooMany_IsAClearError()
    {
        await chain.Activity.RegisterModelAsync(MarketActivity.Requester, ownBps: 2);
        var registered = await chain.Anvil.BlockNumberAsync();
        var database = await chain.CreateDatabaseAsync("noproof");
        var folder = chain.Run.Sub("noproof");
        await using var indexer = await IndexerProgram.StartAsync(chain.Anvil.HttpUrl, database, chain.Deployment, folder);
        await IndexProbe.UntilAtHeadAsync(chain, database, () => indexer.Process.Tail());
        Assert.Equal(HttpStatusCode.BadRequest, await CodeAsync("proof/latest/0"));
        Assert.Equal(HttpStatusCode.BadRequest, await CodeAsync("proof/-1/0"));
        Assert.Equal(HttpStatusCode.BadRequest, await CodeAsync("proof/1/99999999999"));
        Assert.Equal(HttpStatusCode.NotFound, await CodeAsync($"proof/{registered}/77"));
        Assert.Equal(HttpStatusCode.NotFound, await CodeAsync("proof/999999999/0"));
        using (var found = await Http.GetAsync(new Uri(indexer.StatusUrl!, $"proof/{registered}/0")))
        {
            Assert.Equal(HttpStatusCode.OK, found.StatusCode);
            Assert.Equal("no-cache", found.Headers.CacheControl!.ToString());
        }
        var first = await IndexProbe.QueryAsync<long>(database, "select min(number) from chain.block");
        var firstLog = await IndexProbe.QueryAsync<int>(database, $"select min(log_index) from chain.log where block_number = {first}");
        await using (var source = IndexProbe.Open(database))
        await using (var final = source.CreateCommand($"update chain.head set finalized = greatest(finalized, {first})"))
            await final.ExecuteNonQueryAsync();
        using (var found = await Http.GetAsync(new Uri(indexer.StatusUrl!, $"proof/{first}/{firstLog}")))
            Assert.Contains("immutable", found.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        var codes = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => CodeAsync($"proof/{registered}/0")));
        Assert.Contains(HttpStatusCode.TooManyRequests, codes);
        Assert.Contains(HttpStatusCode.OK, codes);

        // A row that is not the chain's is never given a proof, and somebody is told.
        await using (var source = IndexProbe.Open(database))
        await using (var change = source.CreateCommand($"update chain.log set data = '\\x00' where block_number = {registered}"))
            await change.ExecuteNonQueryAsync();
        await Task.Delay(1_000);
        Assert.Equal(HttpStatusCode.BadGateway, await CodeAsync($"proof/{registered}/0"));
        await StatusProbe.UntilAsync(indexer, report => report.Contains("\"id\":1206", StringComparison.Ordinal));

        await using var api = await GraphQlProgram.StartAsync(database, folder);
        var refused = await Assert.ThrowsAsync<HarnessException>(() => api.QueryAsync("{ events(first: 1) { nodes { proof } } }"));
        Assert.Contains("PROOF_UNAVAILABLE", refused.Message, StringComparison.Ordinal);

        async Task<HttpStatusCode> CodeAsync(string path)
        {
            using var answer = await Http.GetAsync(new Uri(indexer.StatusUrl!, path));
            return answer.StatusCode;
        }
    }

    private async Task<Bytes32> HashOfAsync(string number)
    {
        var block = await chain.Anvil.Rpc.CallAsync(
            "eth_getBlockByNumber",
            $"0x{long.Parse(number, System.Globalization.CultureInfo.InvariantCulture):x}",
            false
        );
        return Bytes32.Parse(block!["hash"]!.GetValue<string>());
    }

    private static IEnumerable<JsonObject> Tampered(JsonObject proof)
    {
        yield return Changed(copy => copy["header"] = Flipped(copy["header"]!.GetValue<string>()));
        yield return Changed(copy => copy["transactionIndex"] = copy["transactionIndex"]!.GetValue<int>() + 1);
        yield return Changed(copy => copy["logPosition"] = copy["logPosition"]!.GetValue<int>() + 100);
        yield return Changed(copy => copy["receiptNodes"]!.AsArray().RemoveAt(0));
        for (var i = 0; i < proof["receiptNodes"]!.AsArray().Count; i++)
        {
            var node = i;
            yield return Changed(copy => copy["receiptNodes"]![node] = Flipped(copy["receiptNodes"]![node]!.GetValue<string>()));
        }

        JsonObject Changed(Action<JsonObject> change)
        {
            var copy = proof.DeepClone().AsObject();
            change(copy);
            return copy;
        }

        static string Flipped(string hex) => hex[..^1] + (hex[^1] == '0' ? '1' : '0');
    }
}
