using System.CommandLine;
using System.Diagnostics;
using Aether.Cli.Terminal;
using Aether.Inference;
using Aether.Proofs;

namespace Aether.Cli.Commands;

/// <summary><c>aether verify proof FILE</c>: checks a proof against a model file, with no chain and no trust.</summary>
internal static class VerifyProofCommand
{
    public static Command Create(AetherCommand aether)
    {
        var file = new Argument<string>("FILE") { Description = "a proof, made by aether prove" };
        var model = new Option<string>("--model")
        {
            Description = "the prepared AIR8 file",
            HelpName = "FILE",
            Required = true,
        };
        var srs = SrsInput.Option();
        var command = new Command("proof", "checks a proof of an inference against the model file, without a chain") { file, model, srs };
        aether.Bind(
            command,
            async context =>
            {
                var path = Path.GetFullPath(context.Value(file));
                var proof = Read(path);
                var loaded = Air8Model.Load(context.Value(model));
                var strings = SrsInput.Read(context, Path.GetFullPath(context.Value(srs)));
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

    private static ProofFile Read(string path)
    {
        if (!File.Exists(path))
            throw new CliException(ExitCode.NotFound, $"there is no file {path}");
        if (new FileInfo(path).Length > ProofFile.BytesMax)
            throw new CliException(ExitCode.Refused, $"{path} has more than {ProofFile.BytesMax} bytes: no proof is as large");
        try
        {
            return ProofFile.Read(File.ReadAllBytes(path));
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
