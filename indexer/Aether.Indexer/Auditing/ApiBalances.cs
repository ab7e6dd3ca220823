using System.Net;
using System.Net.Http.Json;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Indexer.Auditing;

/// <summary>Balances as anybody gets them: from the GraphQL API, as of one block, in pages. Its operator needs to trust the auditor with nothing.</summary>
public sealed class ApiBalances : IBalanceSource
{
    private const int AttemptsMax = 30;

    private readonly HttpClient _http;
    private readonly Uri _api;
    private readonly ChainManifest _manifest;
    private readonly Address _stakeToken;
    private readonly TimeProvider _timeProvider;

    private ApiBalances(HttpClient http, Uri api, ChainManifest manifest, Address stakeToken, TimeProvider timeProvider)
    {
        _http = http;
        _api = api;
        _manifest = manifest;
        _stakeToken = stakeToken;
        _timeProvider = timeProvider;
    }

    public long Block { get; private set; }

    public Bytes32? Hash { get; private set; }

    /// <param name="stakeToken">The token that providers bond.</param>
    /// <param name="block">Absent: the last one that is indexed.</param>
    /// <exception cref="AuditException">The API does not answer, or answers with errors.</exception>
    /// <exception cref="IndexerException">It serves another deployment, or not that block.</exception>
    public static async Task<ApiBalances> OpenAsync(
        Uri api,
        ChainManifest manifest,
        Address stakeToken,
        long? block,
        TimeProvider timeProvider,
        CancellationToken cancellationToken
    )
    {
        var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30), MaxResponseContentBufferSize = 1 << 24 };
        var balances = new ApiBalances(http, api, manifest, stakeToken, timeProvider);
        try
        {
            var data = await balances.AskAsync(
                """{ _meta { chainId block { number hash } } vault: contract(name: "Vault") { address } market: contract(name: "JobMarket") { address } }""",
                new { },
                cancellationToken
            );
            if (data.GetProperty("_meta").ValueKind == JsonValueKind.Null)
                throw new IndexerException("the index holds no block yet");
            if (
                Text(data.GetProperty("_meta"), "chainId") != $"{manifest.ChainId}"
                || Text(data.GetProperty("vault"), "address") != manifest.Vault.ToString()
                || Text(data.GetProperty("market"), "address") != manifest.JobMarket.ToString()
            )
                throw new IndexerException("the API serves another deployment than the manifest's");
            var last = data.GetProperty("_meta").GetProperty("block");
            var number = (long)UInt256.Parse(Text(last, "number")).Low;
            balances.Block = block ?? number;
            balances.Hash = balances.Block == number ? Bytes32.Parse(Text(last, "hash")) : null;
            if (balances.Block < (long)manifest.StartBlock || balances.Block > number)
                throw new IndexerException($"the index holds blocks {manifest.StartBlock} to {number}, and not {balances.Block}");
            return balances;
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    public async Task<IReadOnlyList<Address>> TokensAsync(CancellationToken cancellationToken)
    {
        var tokens = new List<Address>();
        await foreach (var page in PagesAsync("tokens", null, "address", cancellationToken))
            tokens.AddRange(page.Select(row => Address.Parse(Text(row, "address"))));
        return tokens;
    }

    public async IAsyncEnumerable<IReadOnlyList<IndexedBalance>> AccountsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in PagesAsync("accounts", null, "tokenAddress address free", cancellationToken))
            yield return [.. page.Select(row => Balance(row, "address", "free"))];
    }

    public async Task<IReadOnlyList<IndexedBalance>> EscrowsAsync(CancellationToken cancellationToken)
    {
        var escrows = new List<IndexedBalance>();
        await foreach (var page in PagesAsync("escrows", null, "tokenAddress moduleAddress amount", cancellationToken))
            escrows.AddRange(page.Select(row => Balance(row, "moduleAddress", "amount")));
        return escrows;
    }

    public async Task<IReadOnlyList<IndexedBalance>> OpenAsync(CancellationToken cancellationToken)
    {
        var sums = new Dictionary<(Address Token, Address Holder), BigInteger>();
        await foreach (
            var page in PagesAsync("jobs", "{ status: { in: [LOCKED, SUBMITTED] } }", "tokenAddress price collateral", cancellationToken)
        )
        foreach (var row in page)
            Add(Address.Parse(Text(row, "tokenAddress")), _manifest.JobMarket, Amount(row, "price") + Amount(row, "collateral"));
        await foreach (var page in PagesAsync("demands", "{ kind: { equalTo: OUTPUT } }", "tokenAddress deposit", cancellationToken))
        foreach (var row in page)
            if (row.GetProperty("tokenAddress").GetString() is { } token)
                Add(Address.Parse(token), _manifest.ExchangeBox, Amount(row, "deposit"));
        await foreach (var page in PagesAsync("bonds", null, "amount thawing", cancellationToken))
        foreach (var row in page)
            Add(_stakeToken, _manifest.ProviderRegistry, Amount(row, "amount") + Amount(row, "thawing"));
        return [.. sums.Select(sum => new IndexedBalance(sum.Key.Token, sum.Key.Holder, sum.Value))];

        void Add(Address token, Address holder, BigInteger amount) =>
            sums[(token, holder)] = sums.GetValueOrDefault((token, holder)) + amount;
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// A list as of the block, page by page. By hash where it is known: should a reorg take the block away meanwhile, the API refuses
    /// instead of going on with another one.
    /// </summary>
    private async IAsyncEnumerable<IReadOnlyList<JsonElement>> PagesAsync(
        string list,
        string? filter,
        string fields,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var query = $$"""
            query ($block: BlockAt, $after: Cursor) {
              rows: {{list}}(first: 100, after: $after, block: $block{{(filter is null ? "" : $", filter: {filter}")}}) {
                nodes { {{fields}} } pageInfo { hasNextPage endCursor } } }
            """;
        object block = Hash is { } hash ? new { hash = hash.ToString() } : new { number = $"{Block}" };
        for (string? after = null; ; )
        {
            var data = await AskAsync(query, new { block, after }, cancellationToken);
            var rows = data.GetProperty("rows");
            yield return [.. rows.GetProperty("nodes").EnumerateArray()];
            var info = rows.GetProperty("pageInfo");
            if (!info.GetProperty("hasNextPage").GetBoolean())
                yield break;
            var next = Text(info, "endCursor");
            // An API that never ends would keep an auditor for ever.
            after = next != after ? next : throw new AuditException($"the API gives the same page of {list} again");
        }
    }

    private async Task<JsonElement> AskAsync(string query, object variables, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                using var response = await _http.PostAsJsonAsync(_api, new { query, variables }, cancellationToken);
                if (response.StatusCode == HttpStatusCode.TooManyRequests && attempt < AttemptsMax)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), _timeProvider, cancellationToken);
                    continue;
                }
                var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                if (answer.TryGetProperty("errors", out var errors))
                    throw new AuditException($"the API answers with an error: {errors[0].GetProperty("message").GetString()}");
                return answer.GetProperty("data").Clone();
            }
            catch (Exception e)
                when (e is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException
                    || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested)
                )
            {
                throw new AuditException($"the API at {_api.Host} gives no answer that can be used: {e.Message}", e);
            }
    }

    private static IndexedBalance Balance(JsonElement row, string holder, string amount) =>
        new(Address.Parse(Text(row, "tokenAddress")), Address.Parse(Text(row, holder)), Amount(row, amount));

    private static BigInteger Amount(JsonElement row, string field) => UInt256.Parse(Text(row, field));

    private static string Text(JsonElement row, string field) =>
        row.ValueKind == JsonValueKind.Object
            ? row.GetProperty(field).GetString() ?? throw new AuditException($"the API has no {field}")
            : throw new AuditException($"the API has nothing where {field} was asked for");
}
