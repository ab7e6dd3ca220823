using System.Globalization;
using System.Threading.RateLimiting;
using Aether.Ethereum;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Aether.Indexer.Proving;

/// <summary><c>GET /proof/{block}/{logIndex}</c>: the proof of a row of the index, at a bounded rate, since each may cost a node a block's receipts.</summary>
internal sealed class ProofEndpoint : IDisposable
{
    /// <summary>Proofs a second, after as many at once as a page of events has.</summary>
    private const int RateMax = 50;
    private const int BurstMax = 100;

    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(15);

    private readonly TokenBucketRateLimiter _limiter = new(
        new TokenBucketRateLimiterOptions
        {
            TokenLimit = BurstMax,
            TokensPerPeriod = RateMax / 10,
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
            QueueLimit = 0,
        }
    );

    /// <summary>Null until the program has its nodes and its database.</summary>
    public ProofDesk? Desk { get; set; }

    public void Map(WebApplication application) =>
        application.MapGet(
            "/proof/{block}/{logIndex}",
            (string block, string logIndex, HttpContext context) => AnswerAsync(block, logIndex, context)
        );

    public void Dispose() => _limiter.Dispose();

    private async Task<IResult> AnswerAsync(string blockText, string indexText, HttpContext context)
    {
        if (
            !long.TryParse(blockText, NumberStyles.None, CultureInfo.InvariantCulture, out var block)
            || !int.TryParse(indexText, NumberStyles.None, CultureInfo.InvariantCulture, out var logIndex)
        )
            return Problem(StatusCodes.Status400BadRequest, "the path is /proof/BLOCK/LOG_INDEX, both decimal numbers");
        if (Desk is not { } desk)
            return Problem(StatusCodes.Status503ServiceUnavailable, "the indexer is starting");
        using var lease = _limiter.AttemptAcquire();
        if (!lease.IsAcquired)
        {
            context.Response.Headers.RetryAfter = "1";
            return Problem(StatusCodes.Status429TooManyRequests, $"more than {RateMax} proofs a second; try again");
        }
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(WaitMax);
        try
        {
            if (await desk.ProveAsync(block, logIndex, patience.Token) is not { } proof)
                return Problem(StatusCodes.Status404NotFound, $"the index has no log {logIndex} of block {block}");
            context.Response.Headers.CacheControl = proof.IsFinal ? "public, max-age=31536000, immutable" : "no-cache";
            context.Response.Headers.ETag = $"\"{proof.BlockHash}-{logIndex}\"";
            return Results.Bytes(proof.Document, "application/json");
        }
        catch (ProofException e)
        {
            return Problem(StatusCodes.Status502BadGateway, e.Message);
        }
        catch (Exception e) when (e is RpcFailureException or NpgsqlException or OperationCanceledException)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, "node or database do not answer; try again");
        }
    }

    private static IResult Problem(int status, string error) => Results.Json(new { error }, statusCode: status);
}
