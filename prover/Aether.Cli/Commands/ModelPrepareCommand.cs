using System.CommandLine;
using Aether.Cli.Terminal;
using Aether.Inference;
using Aether.Proofs;

namespace Aether.Cli.Commands;

/// <summary><c>aether model prepare</c>.</summary>
internal static class ModelPrepareCommand
{
    public static Command Create(AetherCommand aether)
    {
        var source = new Argument<string>("FILE") { Description = "an AIR8 file" };
        var srs = SrsInput.Option();
        var output = new Option<string?>("--output")
        {
            Description = "where the prepared file goes; default FILE.proved.air8",
            HelpName = "FILE",
        };
        var proof = new Option<string?>("--registration")
        {
            Description = "where the proof for registration goes; default beside the prepared file",
            HelpName = "FILE",
        };
        var command = new Command("prepare", "makes a model ready for proofs: its two points, and the proof that registers them")
        {
            source,
            srs,
            output,
            proof,
        };
        aether.Bind(
            command,
            async context =>
            {
                var path = Path.GetFullPath(context.Value(source));
                if (!File.Exists(path))
                    throw new CliException(ExitCode.NotFound, $"there is no file {path}");
                var target = Path.GetFullPath(context.Value(output) ?? Path.ChangeExtension(path, ".proved.air8"));
                var proofPath = Path.GetFullPath(context.Value(proof) ?? Path.ChangeExtension(target, ".registration"));
                var strings = SrsInput.Read(context, Path.GetFullPath(context.Value(srs)));
                var (prepared, registration) = await context.Reporter.WaitAsync(
                    "committing to weights and tables",
                    progress =>
                        Task.Run(
                            () =>
                            {
                                var file = Prepare(Air8Model.Load(path), strings, context.CancellationToken);
                                var model = Air8Model.Load(file);
                                progress.Report("proving that all of them are int8");
                                var made = RegistrationProver.Prove(
                                    ProofPlan.Of(model),
                                    model.ContentHash.ToArray(),
                                    strings,
                                    null,
                                    context.CancellationToken
                                );
                                return (model, made);
                            },
                            context.CancellationToken
                        )
                );
                await File.WriteAllBytesAsync(target, prepared.File.ToArray(), context.CancellationToken);
                await File.WriteAllBytesAsync(proofPath, registration, context.CancellationToken);
                context.Reporter.Result(
                    new
                    {
                        file = target,
                        contentHash = prepared.ContentHash.ToString(),
                        srsId = prepared.SrsId.ToString(),
                        registration = proofPath,
                        registrationBytes = registration.Length,
                    },
                    $"file          {target}",
                    $"contentHash   {prepared.ContentHash}",
                    $"srsId         {prepared.SrsId}",
                    $"registration  {proofPath}, {registration.Length} bytes"
                );
            }
        );
        return command;
    }

    private static byte[] Prepare(Air8Model model, Srs srs, CancellationToken cancellation)
    {
        try
        {
            return ModelPreparation.Prepare(model, srs, cancellation: cancellation);
        }
        catch (ProofRefusedException e)
        {
            throw new CliException(
                ExitCode.Refused,
                $"the model cannot be proved: {e.Message}",
                "prover/PROOFS.md, Served models, has the rules"
            );
        }
    }
}
