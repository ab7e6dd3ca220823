using System.CommandLine;
using System.Globalization;
using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;

namespace Aether.Cli.Commands;

/// <summary><c>aether model train-digits|import|prepare|register|retire|show</c>.</summary>
internal static class ModelCommands
{
    public static Command Create(AetherCommand aether)
    {
        var command = new Command("model", "train, import, prepare, register, retire and look at models");
        command.Subcommands.Add(TrainDigitsCommand.Create(aether));
        command.Subcommands.Add(ModelImportCommand.Create(aether));
        command.Subcommands.Add(ModelPrepareCommand.Create(aether));
        command.Subcommands.Add(ModelRegisterCommand.Create(aether));
        command.Subcommands.Add(ModelRetireCommand.Create(aether));
        command.Subcommands.Add(Show(aether));
        return command;
    }

    private static Command Show(AetherCommand aether)
    {
        var model = new Argument<string>("MODEL") { Description = "an AIR8 file, or the id of a registered model" };
        var command = new Command("show", "shows a model file, or a registered model") { model };
        aether.Bind(
            command,
            async context =>
            {
                var text = context.Value(model);
                if (File.Exists(text))
                    ShowFile(context, text);
                else if (Hex.TryParseExact(text, new byte[Bytes32.ByteLength]))
                    await ShowRegisteredAsync(context, Bytes32.Parse(text));
                else
                    throw new CliException(ExitCode.NotFound, $"there is no file {text}, and it is no modelId (0x and 64 hex digits)");
            }
        );
        return command;
    }

    private static async Task ShowRegisteredAsync(CliContext context, Bytes32 modelId)
    {
        var market = await context.MarketAsync();
        var model =
            await market.ModelAsync(modelId, context.CancellationToken)
            ?? throw new CliException(ExitCode.NotFound, $"no model {modelId} is registered on {market.Manifest.Name}");
        context.Reporter.Result(
            new
            {
                modelId = model.ModelId.ToString(),
                creator = model.Creator.ToString(),
                contentHash = model.ContentHash.ToString(),
                kind = ((ModelKind)model.Kind).ToString(),
                parent = model.Parent.IsZero ? null : model.Parent.ToString(),
                licenceId = model.LicenceId,
                royalties = model.Royalties.Select(split => new { payee = split.Payee.ToString(), bps = split.Bps }),
                uri = model.Uri,
                retired = model.IsRetired,
            },
            [
                $"modelId       {model.ModelId}",
                $"creator       {model.Creator.ToChecksumString()}",
                $"contentHash   {model.ContentHash}",
                $"kind          {(ModelKind)model.Kind}{(model.IsRetired ? ", retired: no new jobs" : "")}",
                $"parent        {(model.Parent.IsZero ? "none" : model.Parent.ToString())}",
                .. model.Royalties.Select(split =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"royalty       {split.Bps / 100m:0.##} % to {split.Payee.ToChecksumString()}"
                    )
                ),
                $"uri           {(model.Uri.Length == 0 ? "none" : model.Uri)}",
            ]
        );
    }

    private static void ShowFile(CliContext context, string path)
    {
        var model = Air8Model.Load(path);
        var layers = model.Operators.Select(op => $"{op.Opcode} {op.Shape} {op.Type}").ToArray();
        context.Reporter.Result(
            new
            {
                file = Path.GetFullPath(path),
                bytes = model.File.Length,
                contentHash = model.ContentHash.ToString(),
                graphHash = model.GraphHash.ToString(),
                weightsRoot = model.WeightsRoot.ToString(),
                tablesRoot = model.TablesRoot.ToString(),
                input = $"{model.InputShape} {model.InputType}",
                output = $"{model.Form.OutputShape} {model.OutputType}",
                unitsMax = model.Form.UnitsMax,
                multiplyAdds = model.Work.MultiplyAdds,
                layers,
            },
            [
                $"file          {path}, {model.File.Length.ToString("N0", CultureInfo.InvariantCulture)} bytes",
                $"contentHash   {model.ContentHash}",
                $"input         {model.InputShape} {model.InputType}{(model.Form.IsDecodeLoop ? ", a prompt of at most that" : "")}",
                $"output        {model.Form.OutputShape} {model.OutputType}{(model.Form.IsDecodeLoop ? ", the tokens generated at most" : "")}",
                $"multiply-adds {model.Work.MultiplyAdds.ToString("N0", CultureInfo.InvariantCulture)}",
                .. layers.Select((layer, i) => string.Create(CultureInfo.InvariantCulture, $"layer {i, -7} {layer}")),
            ]
        );
    }
}
