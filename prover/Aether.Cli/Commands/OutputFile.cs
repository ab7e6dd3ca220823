using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Inference;
using Aether.Prover.Chain;
using Aether.Prover.Delivery;
using Aether.Prover.Http;
using Aether.Prover.Requester;

namespace Aether.Cli.Commands;

/// <summary>A claimed output as bytes that would answer a demand on chain: read from a file, from the chain, or from its Node.</summary>
internal static class OutputFile
{
    public static OutputMode ModeOf(JobHistory history) => (OutputMode)history.Lock!.Request.OutputMode;

    /// <summary>The bytes of a file, checked against the Claim.</summary>
    public static byte[] Read(JobHistory history, string path)
    {
        var length = new FileInfo(path).Length;
        if (length > PublicAnswer.BytesMax * 1024L)
            throw new CliException(ExitCode.Usage, $"{path} has {length} bytes; no output is as large");
        var bytes = File.ReadAllBytes(path);
        try
        {
            AnswerBytes.Require(bytes, history.Submit!.Claim, ModeOf(history));
            return bytes;
        }
        catch (FormatException e)
        {
            throw new CliException(ExitCode.Mismatch, $"{path} is not the claimed output of job {history.JobId}: {e.Message}");
        }
    }

    /// <summary>From the chain where it was answered there, else from the Node, which hands it to requester and agent.</summary>
    public static async Task<byte[]> FetchAsync(CliContext context, MarketClient market, JobHistory history)
    {
        var locked = history.Lock!;
        var answered = await market.OutputAnswerAsync(history.JobId, market.Manifest.StartBlock, context.CancellationToken);
        if (answered is { Length: > 0 })
            return answered;
        var node =
            await market.NodeAsync(locked.NodeId, context.CancellationToken)
            ?? throw new CliException(ExitCode.NotFound, $"node {locked.NodeId} is not registered");
        var delivery = await FromNodeAsync(context, market, history, node);
        try
        {
            var bytes = delivery switch
            {
                OutputDelivery.SealedOutput output => output.Package,
                OutputDelivery.PublicOutput output => Answer(context, history, output),
                _ => throw new InvalidOperationException($"no form for {delivery.GetType().Name}"),
            };
            AnswerBytes.Require(bytes, history.Submit!.Claim, ModeOf(history));
            return bytes;
        }
        catch (FormatException e)
        {
            throw new DeliveryMismatchException($"the Node delivers something else than it claimed: {e.Message}");
        }
    }

    private static async Task<OutputDelivery> FromNodeAsync(CliContext context, MarketClient market, JobHistory history, NodeInfo node)
    {
        var next =
            history.State.Status == JobStatus.Submitted
                ? $"aether demand output {history.JobId} makes the provider show it on chain (requester or agent)"
                : null;
        try
        {
            using var http = new NodeHttpClient(node.Endpoint, context.Signer, market.Manifest, context.Clock);
            return await http.OutputAsync(history.JobId, context.CancellationToken);
        }
        catch (NodeUnreachableException e)
        {
            throw new CliException(ExitCode.NotFound, e.Message, next);
        }
        catch (NodeRefusedException e)
        {
            throw new CliException(ExitCode.Refused, e.Message, next);
        }
    }

    /// <summary>A public output travels without its header, which the model's shape gives back.</summary>
    private static byte[] Answer(CliContext context, JobHistory history, OutputDelivery.PublicOutput output)
    {
        var path =
            new RequestStore(context.Settings.RequestsDirectory).Load(history.JobId)?.ModelFile
            ?? throw new CliException(
                ExitCode.NotFound,
                $"no Request of job {history.JobId} was signed here, so the shape of its public output is not known",
                "once it was demanded and answered on chain, anybody can read it"
            );
        var model = Air8Model.Load(path);
        try
        {
            return PublicAnswer.Write(output.OutputSalt.ToDigest(), model.Form.DecodeOutput(output.Output));
        }
        catch (Air8RefusedException e)
        {
            throw new FormatException($"no tensor of the model's output: {e.Message}", e);
        }
    }
}
