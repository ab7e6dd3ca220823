using System.CommandLine;
using System.Diagnostics;
using Aether.Cli.Terminal;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Proofs;

namespace Aether.Cli.Commands;

/// <summary>
/// <c>aether verify proof FILE</c>: checks a proof of an inference against the model file, or one of a log against a block hash, with no chain.
/// </summary>
internal static class VerifyProofCommand
{
    public static Command Create(AetherCommand aether)
    {
        var file = new Argument<string>("FILE") { Description = "a proof, made by aether prove or aether log proof" };
        var model = new Option<string?>("--model") { Description = "of an inference: the prepared AIR8 file", HelpName = "FILE" };
        var srs = SrsInput.Option();
        srs.Required = false;
        var block = new Option<string?>("--block-hash")
        {
            Description = "of a log: the hash of its block, from whoever you trust",
            HelpName = "HASH",
        };
        var command = new Command("proof", "checks a proof of an inference (--model) or of a log (--block-hash), without a chain")
        {
            file,
            model,
            srs,
            block,
        };
        aether.Bind(
            command,
            async context =>
            {
                var path = Path.GetFullPath(context.Value(file));
                var modelFile = context.Value(model);
                var srsFile = context.Value(srs);
                if (context.Value(block) is null ? modelFile is null || srsFile is null : modelFile is not null)
                    throw new CliException(ExitCode.Usage, "either --model and --srs, of an inference, or --block-hash, of a log");
                if (context.Value(block) is { } trusted)
                {
                    ReportLog(context, path, trusted);
                    return;
                }
                var proof = ProofIn(path);
                var loaded = Air8Model.Load(modelFile!);
                var strings = SrsInput.Read(context, Path.GetFullPath(srsFile!));
                var (answer, elapsed) = await context.Reporter.WaitAsync(
                    "committing to weights and tables",
                    _ => Task.Run(() => Check(path, proof, loaded, strings, context.CancellationToken), context.CancellationToken)
                );
                var ic = proof.Question().Claim.Compute().ToString();
                context.Reporter.Result(
                    new
                    {
                        valid = true,
                        answer,
                        inferenceCommitment = ic,
                        contentHash = loaded.ContentHash.ToString(),
                        payee = proof.Payee,
                        milliseconds = Math.Round(elapsed.TotalMilliseconds, 3),
                    },
                    "valid",
                    $"answer   {answer ?? "sealed"}",
                    $"ic       {ic}",
                    $"payee    {proof.Payee}"
                );
            }
        );
        return command;
    }

    private static void ReportLog(CliContext context, string path, string trusted)
    {
        var blockHash = Bytes32.Parse(trusted);
        try
        {
            var log = LogProofFile.Read(Read(path, LogProofFile.BytesMax)).Verify(blockHash);
            string[] topics =
            [
                .. Enumerable
                    .Range(0, log.Topics.Length / Bytes32.ByteLength)
                    .Select(i => Hex.Format(log.Topics.Span.Slice(i * Bytes32.ByteLength, Bytes32.ByteLength))),
            ];
            context.Reporter.Result(
                new
                {
                    valid = true,
                    blockNumber = log.BlockNumber,
                    transactionIndex = log.TransactionIndex,
                    address = log.Address.ToString(),
                    topics,
                    data = Hex.Format(log.Data.Span),
                },
                [
                    "valid",
                    $"block    {log.BlockNumber}, transaction {log.TransactionIndex} of it",
                    $"address  {log.Address}",
                    .. topics.Select((topic, i) => $"topic {i}  {topic}"),
                    $"data     {Hex.Format(log.Data.Span)}",
                ]
            );
        }
        catch (ProofException e)
        {
            throw new CliException(ExitCode.Mismatch, $"{path} proves nothing: {e.Message}");
        }
    }

    private static byte[] Read(string path, int bytesMax)
    {
        if (!File.Exists(path))
            throw new CliException(ExitCode.NotFound, $"there is no file {path}");
        if (new FileInfo(path).Length > bytesMax)
            throw new CliException(ExitCode.Refused, $"{path} has more than {bytesMax} bytes: no proof is as large");
        return File.ReadAllBytes(path);
    }

    private static ProofFile ProofIn(string path)
    {
        try
        {
            return ProofFile.Read(Read(path, ProofFile.BytesMax));
        }
        catch (FieldFormatException e)
        {
            throw new CliException(ExitCode.Refused, $"{path}: {e.Message}");
        }
    }

    private static (string? Answer, TimeSpan Elapsed) Check(
        string path,
        ProofFile proof,
        Air8Model model,
        Srs srs,
        CancellationToken cancellation
    )
    {
        try
        {
            var key = ModelPreparation.KeyOf(model, srs, cancellation: cancellation);
            var started = Stopwatch.GetTimestamp();
            var question = proof.Question();
            var envelope = proof.EnvelopeBytes();
            if (InferenceEnvelope.Verify(key, model.ContentHash, question, envelope, srs.TauG2) is string reason)
                throw new CliException(ExitCode.Mismatch, $"{path} proves nothing: {reason}");
            var frame = InferenceEnvelope.Open(key.Plan, model.ContentHash, question, envelope).Statement.Output;
            var answer = frame is null ? null : ModelText.AnswerOf(Tensor.Decode(ElementType.Int8, model.OutputShape, frame));
            return (answer, Stopwatch.GetElapsedTime(started));
        }
        catch (Exception e) when (e is ProofRefusedException or FieldFormatException)
        {
            throw new CliException(ExitCode.Refused, e.Message);
        }
    }
}
