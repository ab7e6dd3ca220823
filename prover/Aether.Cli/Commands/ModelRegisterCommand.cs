using System.CommandLine;
using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;

namespace Aether.Cli.Commands;

/// <summary><c>aether model register FILE</c>.</summary>
internal static class ModelRegisterCommand
{
    public static Command Create(AetherCommand aether)
    {
        var file = new Argument<string>("FILE") { Description = "an AIR8 file" };
        var uri = new Option<string>("--uri")
        {
            Description = "where the file can be had, at most 256 bytes",
            DefaultValueFactory = _ => "",
        };
        var royalty = new Option<int>("--royalty-bps") { Description = "your share of every job, basis points, 0 to 3000" };
        var licence = new Option<uint>("--licence") { Description = "licence id, yours to define" };
        var parent = new Option<string?>("--parent") { Description = "modelId it was made from", HelpName = "ID" };
        var registration = new Option<string?>("--registration")
        {
            Description = "proof made by aether model prepare: registers the model for the validity tier too, and bonds what that takes",
            HelpName = "FILE",
        };
        var command = new Command("register", "registers a model file under your account")
        {
            file,
            uri,
            royalty,
            licence,
            parent,
            registration,
        };
        aether.Bind(
            command,
            async context =>
            {
                var bps = context.Value(royalty);
                if (bps is < 0 or > 3000)
                    throw new CliException(ExitCode.Usage, "--royalty-bps must be 0 to 3000");
                var model = Air8Model.Load(context.Value(file));
                var market = await context.MarketAsync();
                var proof = context.Value(registration) is { } proofFile ? ValidityRegistration.Read(market, model, proofFile) : null;
                var account = await context.AccountAsync();
                var parentId = context.Value(parent) is { } text ? Bytes32.Parse(text) : Bytes32.Zero;
                IReadOnlyList<Split> inherited = [];
                if (!parentId.IsZero)
                {
                    inherited =
                        (await market.ModelAsync(parentId, context.CancellationToken))?.Royalties
                        ?? throw new CliException(ExitCode.NotFound, $"the parent {parentId} is not registered");
                }

                var call = new ModelRegistry.RegisterCall
                {
                    Kind = (byte)ModelKind.Model,
                    ContentHash = model.ContentHash.ToBytes32(),
                    Parent = parentId,
                    LicenceId = context.Value(licence),
                    OwnBps = (ushort)bps,
                    ParentSplits = [.. inherited],
                    Uri = context.Value(uri),
                };
                Split[] royalties = bps > 0 ? [.. inherited, new Split { Payee = account.Address, Bps = (ushort)bps }] : [.. inherited];
                var modelId = ProtocolHash.ModelId(
                    account.Address,
                    call.ContentHash,
                    ModelKind.Model,
                    parentId,
                    call.LicenceId,
                    ProtocolHash.RoyaltyHash(royalties)
                );
                // First what may be repeated: a bond that cannot be paid must not leave a Model behind that is registered by halves.
                if (proof is not null)
                    await ValidityRegistration.RegisterAsync(context, market, account, model, proof);
                var receipt = await context.Reporter.WaitAsync(
                    $"registering {model.ContentHash}",
                    _ => account.SendAsync("register model", market.Manifest.ModelRegistry, call, isOnce: false, context.CancellationToken)
                );
                context.Reporter.Result(
                    new
                    {
                        modelId = modelId.ToString(),
                        contentHash = model.ContentHash.ToString(),
                        creator = account.Address.ToString(),
                        isProvable = proof is not null,
                        royaltyBps = royalties.Sum(split => split.Bps),
                        transaction = receipt.TransactionHash.ToString(),
                    },
                    modelId.ToString()
                );
            }
        );
        return command;
    }
}
