using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using Aether.Cli.Terminal;
using Aether.Cuda;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Proofs;

namespace Aether.Cli.Commands;

/// <summary><c>aether prove MODEL INPUT</c>: a proof that an auditor checks without a chain.</summary>
internal static class ProveCommand
{
    public static Command Create(AetherCommand aether)
    {
        var model = new Argument<string>("MODEL") { Description = "a prepared AIR8 file" };
        var input = new Argument<string>("INPUT") { Description = InputFile.Description };
        var srs = SrsInput.Option();
        var output = new Option<string>("--output")
        {
            Description = "where the proof goes, as JSON",
            HelpName = "FILE",
            Required = true,
        };
        var payee = new Option<string?>("--payee") { Description = "address that the proof names as its maker", HelpName = "ADDRESS" };
        var hide = new Option<bool>("--hide-input") { Description = "the input stands behind its point; the proof does not show it" };
        var backend = BackendOption.Create();
        var command = new Command("prove", "runs a prepared model here and proves the output")
        {
            model,
            input,
            srs,
            output,
            payee,
            hide,
            backend,
        };
        aether.Bind(
            command,
            async context =>
            {
                var on = context.Value(backend);
                BackendOption.Choose(on);
                var loaded = Air8Model.Load(context.Value(model));
                var tensor = InputFile.Read(loaded.Form, context.Value(input));
                var strings = SrsInput.Read(context, Path.GetFullPath(context.Value(srs)));
                var maker = context.Value(payee) is string text ? Address.Parse(text).ToArray() : new byte[Address.ByteLength];
                var started = Stopwatch.GetTimestamp();
                var (question, envelope, answer, engine) = await context.Reporter.WaitAsync(
                    "running the model",
                    progress =>
                        Task.Run(
                            () =>
                                Prove(
                                    on,
                                    loaded,
                                    tensor,
                                    strings,
                                    maker,
                                    context.Value(hide),
                                    new ProofProgress(progress),
                                    context.CancellationToken
                                ),
                            context.CancellationToken
                        )
                );
                var path = Path.GetFullPath(context.Value(output));
                await File.WriteAllBytesAsync(path, ProofFile.Of(question, envelope).ToJson(), context.CancellationToken);
                var elapsed = Stopwatch.GetElapsedTime(started);
                context.Reporter.Result(
                    new
                    {
                        answer,
                        engine,
                        file = path,
                        envelopeBytes = envelope.Length,
                        inferenceCommitment = question.Claim.Compute().ToString(),
                        milliseconds = Math.Round(elapsed.TotalMilliseconds, 3),
                    },
                    answer,
                    $"proof    {path}, {envelope.Length} bytes in {elapsed.TotalSeconds:F1} s on {engine}",
                    $"check    aether verify proof {path} --model {context.Value(model)} --srs {context.Value(srs)}"
                );
            }
        );
        return command;
    }

    private static (ProofQuestion Question, byte[] Envelope, string Answer, string Engine) Prove(
        string backend,
        Air8Model model,
        Tensor input,
        Srs srs,
        byte[] payee,
        bool hides,
        ProofProgress progress,
        CancellationToken cancellation
    )
    {
        try
        {
            var plan = ProofPlan.Of(model);
            var result = BackendOption.Run(BackendOption.Choose(backend), model, input, cancellation).Output;
            G1Point? point = hides ? InputPoint.Of(input, srs, cancellation) : null;
            var preimage = Commitments.ModelPreimage(new byte[Address.ByteLength], model.ContentHash, 0, Digest.Zero, 0, Digest.Zero);
            var inputSalt = new Digest(RandomNumberGenerator.GetBytes(Digest.Size));
            var outputSalt = new Digest(RandomNumberGenerator.GetBytes(Digest.Size));
            var claim = new InferenceCommitment
            {
                ChainId = 0,
                Market = new byte[Address.ByteLength],
                JobId = Digest.Zero,
                Payee = payee,
                Verifier = new byte[Address.ByteLength],
                ModelId = Commitments.Model(preimage),
                InputCommit = Commitments.Input(inputSalt, TensorTree.Root(input), point?.ToBytes() ?? []),
                OutputCommit = Commitments.Output(outputSalt, result),
                Units = 1,
                TraceRoot = Digest.Zero,
            };
            var statement = new InferenceStatement
            {
                Ic = claim.Compute().ToArray(),
                Input = hides ? null : input.Bytes.ToArray(),
                InputPoint = point ?? default,
                Output = result.Bytes.ToArray(),
            };
            var made = "";
            var proof = ProofEngines.Run(
                backend,
                CudaProofEngine.BytesFor(plan),
                engine =>
                {
                    made = engine.Name;
                    var options = new ProverOptions { Engine = engine, Progress = progress };
                    var key = ModelPreparation.KeyOf(model, srs, options, cancellation);
                    return InferenceProver.Prove(
                        Witness.Of(key.Plan, input, cancellation),
                        statement,
                        input,
                        null,
                        srs,
                        options,
                        cancellation
                    );
                },
                _ => { }
            );
            var output = InferenceEnvelope.Output.Public(outputSalt, result);
            var envelope = InferenceEnvelope.Write(preimage, inputSalt, input, point, output, proof);
            return (new ProofQuestion(claim, false, Digest.Zero), envelope, ModelText.AnswerOf(result), made);
        }
        catch (Exception e) when (e is ProofRefusedException or FieldFormatException)
        {
            throw new CliException(ExitCode.Refused, e.Message, "aether model prepare makes a model ready for proofs");
        }
        catch (Exception e) when (e is BackendUnavailableException or CudaException)
        {
            throw new CliException(ExitCode.Failed, e.Message, BackendOption.Otherwise);
        }
    }
}
