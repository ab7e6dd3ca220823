using System.CommandLine;
using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Cli.Commands;

/// <summary><c>aether model retire ID</c>.</summary>
internal static class ModelRetireCommand
{
    public static Command Create(AetherCommand aether)
    {
        var id = new Argument<string>("ID") { Description = "the modelId" };
        var command = new Command("retire", "ends a Model for new jobs, for good; open jobs and its children go on (creator)") { id };
        aether.Bind(
            command,
            async context =>
            {
                var text = context.Value(id);
                if (!Hex.TryParseExact(text, new byte[Bytes32.ByteLength]))
                    throw new CliException(ExitCode.Usage, $"'{text}' is no modelId: 0x and 64 hex digits");
                var modelId = Bytes32.Parse(text);
                var market = await context.MarketAsync();
                var account = await context.AccountAsync();
                var model = await market.ReadAsync(
                    market.Manifest.ModelRegistry,
                    new ModelRegistry.ModelCall { ModelId = modelId },
                    context.CancellationToken
                );
                if (model.Creator.IsZero)
                    throw new CliException(ExitCode.NotFound, $"no model {modelId} is registered on {market.Manifest.Name}");
                if (model.Creator != account.Address)
                    throw new CliException(ExitCode.Refused, $"model {modelId} is {model.Creator}'s; you sign as {account.Address}");
                if (model.Retired)
                    throw new CliException(ExitCode.Refused, $"model {modelId} is retired already");
                var receipt = await context.Reporter.WaitAsync(
                    "retiring the Model",
                    _ =>
                        account.SendAsync(
                            "retire",
                            market.Manifest.ModelRegistry,
                            new ModelRegistry.RetireCall { ModelId = modelId },
                            isOnce: false,
                            context.CancellationToken
                        )
                );
                context.Reporter.Result(
                    new
                    {
                        modelId = modelId.ToString(),
                        retired = true,
                        transaction = receipt.TransactionHash.ToString(),
                    },
                    $"model {modelId} takes no new jobs"
                );
            }
        );
        return command;
    }
}
