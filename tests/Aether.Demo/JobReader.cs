using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Harness;

namespace Aether.Demo;

/// <summary>Reads jobs from the API, and their gas from the chain.</summary>
public sealed class JobReader(GraphQlProgram graphQl, Rpc rpc)
{
    private const string Query = """
        query Job($id: Uint256!) {
          job(jobId: $id) {
            jobId status tier requester price rampStart lockedTime
            provider { address }
            model { modelId }
            claim { ic outputCommit units }
            settlement { toProvider fee royalties extras refund compensation toReporter collateralBack burned key }
            proof { gasUsed settlements proofBytes }
            postedTransaction lockedTransaction submittedTransaction closedTransaction
          }
        }
        """;

    /// <summary>Waits until the API shows the job in the wanted status; other terminal ones fail at once.</summary>
    public async Task<JobReport> WaitAsync(string jobId, string status, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        JsonElement? job = null;
        try
        {
            while (true)
            {
                job = await FindAsync(jobId, deadline.Token);
                var found = job?.Text("status");
                if (string.Equals(found, status, StringComparison.Ordinal))
                    return await ReportAsync(job!.Value);
                if (found is not (null or "POSTED" or "LOCKED" or "SUBMITTED"))
                    throw new HarnessException($"job {jobId} ended {found}, not {status}");
                await Task.Delay(100, deadline.Token);
            }
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HarnessException(
                $"job {jobId} was not {status} in the API within {timeout.TotalSeconds:F0} s; it is {job?.GetRawText() ?? "unknown"}",
                late
            );
        }
    }

    public async Task<JsonElement?> FindAsync(string jobId, CancellationToken cancellationToken)
    {
        var data = await graphQl.QueryAsync(Query, new JsonObject { ["id"] = jobId }, cancellationToken);
        return data.Optional("job");
    }

    private async Task<JobReport> ReportAsync(JsonElement job)
    {
        var claim = job.Optional("claim");
        var settlement = job.GetProperty("settlement");
        var proof = job.Optional("proof");
        var gas = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var step in new[] { "posted", "locked", "submitted", "closed" })
            if (job.OptionalText($"{step}Transaction") is { } hash)
            {
                var receipt = await rpc.CallAsync("eth_getTransactionReceipt", hash) ?? throw new HarnessException($"no receipt of {hash}");
                gas[step] = Rpc.ParseQuantity(receipt["gasUsed"]!.GetValue<string>());
            }
        return new JobReport
        {
            JobId = job.Text("jobId"),
            Status = job.Text("status"),
            Tier = job.Text("tier"),
            Requester = job.Text("requester"),
            Provider = job.GetProperty("provider").Text("address"),
            ModelId = job.GetProperty("model").Text("modelId"),
            Price = job.Number("price"),
            RampStart = job.Number("rampStart"),
            LockedTime = job.Number("lockedTime"),
            InferenceCommitment = claim?.Text("ic"),
            OutputCommit = claim?.Text("outputCommit"),
            Units = claim?.Number("units"),
            Settlement = new SettlementReport(
                settlement.Number("toProvider"),
                settlement.Number("fee"),
                settlement.Number("royalties"),
                settlement.Number("extras"),
                settlement.Number("refund"),
                settlement.Number("compensation"),
                settlement.Number("toReporter"),
                settlement.Number("collateralBack"),
                settlement.Number("burned")
            ),
            Key = settlement.Text("key"),
            Proof = proof is { } took
                ? new ProofReport(took.Number("gasUsed"), took.Number("settlements"), took.Number("proofBytes"))
                : null,
            PostedTransaction = job.OptionalText("postedTransaction"),
            LockedTransaction = job.Text("lockedTransaction"),
            SubmittedTransaction = job.OptionalText("submittedTransaction"),
            ClosedTransaction = job.Text("closedTransaction"),
            Gas = gas,
        };
    }
}
