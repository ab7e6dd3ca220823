using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;
using Aether.Prover.Requester;

namespace Aether.Cli.Commands;

/// <summary>Brings a prepared model into the ValidityRegistry: its bond, its graph, its points and their proof.</summary>
internal static class ValidityRegistration
{
    private const int ProofBytesMax = 64 << 10;

    /// <summary>Everything that can be said before a transaction is sent.</summary>
    /// <exception cref="CliException">The chain has no validity tier, the model is not prepared, or the file is no registration.</exception>
    public static byte[] Read(MarketClient market, Air8Model model, string path)
    {
        if (market.Manifest.ValidityRegistry is null)
            throw new CliException(ExitCode.Refused, $"{market.Manifest.Name} has no validity tier");
        if (model.SrsId.IsZero)
            throw new CliException(
                ExitCode.Refused,
                "the model is not prepared for proofs",
                "aether model prepare makes the file and its registration"
            );
        if (!File.Exists(path))
            throw new CliException(ExitCode.NotFound, $"there is no file {path}");
        return new FileInfo(path).Length <= ProofBytesMax
            ? File.ReadAllBytes(path)
            : throw new CliException(ExitCode.Refused, $"{path} has more than {ProofBytesMax} bytes: no registration is as large");
    }

    public static async Task RegisterAsync(CliContext context, MarketClient market, ChainAccount account, Air8Model model, byte[] proof)
    {
        var registry = market.Manifest.ValidityRegistry!.Value;
        Task<T> Ask<T>(Address contract, IContractCall<T> call) =>
            market.Client.ReadAsync(contract, call, BlockTag.Latest, context.CancellationToken);
        var standing = await market.ValidityModelAsync(model.ContentHash.ToBytes32(), context.CancellationToken);
        if (standing.IsRegistered)
        {
            context.Reporter.Step($"contentHash {model.ContentHash} is registered for proofs already");
            return;
        }

        var needed =
            await Ask(registry, new ValidityRegistry.ReservedOfCall { Account = account.Address })
            + await Ask(registry, new ValidityRegistry.BondOfModelCall());
        var bond = await Ask(
            market.Manifest.ProviderRegistry,
            new ProviderRegistry.BondOfCall { Provider = account.Address, Slasher = registry }
        );
        if (bond.Amount < needed)
        {
            await context.Reporter.WaitAsync(
                "bonding what answers for the model's points",
                _ =>
                    account.SendAsync(
                        "bond model",
                        market.Manifest.ProviderRegistry,
                        new ProviderRegistry.BondCall { Slasher = registry, Amount = needed - bond.Amount },
                        isOnce: false,
                        context.CancellationToken
                    )
            );
        }

        await context.Reporter.WaitAsync(
            "registering the model for proofs",
            _ =>
                account.SendAsync(
                    "register model for proofs",
                    registry,
                    new ValidityRegistry.RegisterCall
                    {
                        Graph = model.Graph.ToArray(),
                        Registration = new Registration
                        {
                            WeightsRoot = model.WeightsRoot.ToBytes32(),
                            LutRoot = model.TablesRoot.ToBytes32(),
                            Points = [.. model.WeightsPoint.Span, .. model.TablesPoint.Span],
                        },
                        Proof = proof,
                    },
                    isOnce: false,
                    context.CancellationToken
                )
        );
    }
}
