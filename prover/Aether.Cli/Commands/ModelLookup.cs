using Aether.Cli.Terminal;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;

namespace Aether.Cli.Commands;

/// <summary>From what a user calls a model (a file, or a modelId) to its file and its registration.</summary>
internal static class ModelLookup
{
    public static async Task<(string Path, Air8Model Model, ModelInfo Info)> FindAsync(CliContext context, string text, string? modelId)
    {
        var market = await context.MarketAsync();
        if (!File.Exists(text) && Hex.TryParseExact(text, new byte[Bytes32.ByteLength]))
            return FileOf(context, await InfoAsync(market, Bytes32.Parse(text), context));
        if (!File.Exists(text))
            throw new CliException(ExitCode.NotFound, $"there is no model file {text}, and it is no modelId (0x and 64 hex digits)");

        var model = Air8Model.Load(text);
        var contentHash = model.ContentHash.ToBytes32();
        if (modelId is not null)
        {
            var named = await InfoAsync(market, Bytes32.Parse(modelId), context);
            return named.ContentHash == contentHash
                ? (text, model, named)
                : throw new CliException(
                    ExitCode.Mismatch,
                    $"{text} has contentHash {contentHash}; model {modelId} was registered with {named.ContentHash}"
                );
        }

        var registered = await market.ModelsByContentAsync(contentHash, context.CancellationToken);
        return registered.Count switch
        {
            1 => (text, model, registered[0]),
            0 => throw new CliException(
                ExitCode.NotFound,
                $"{text} is not registered: nobody registered contentHash {contentHash}",
                $"if it should be, the file was changed; a new model's owner runs: aether model register {text}"
            ),
            _ => throw new CliException(
                ExitCode.Usage,
                $"{text} is registered {registered.Count} times",
                $"choose one with --model-id: {string.Join(", ", registered.Select(info => $"{info.ModelId} by {info.Creator}"))}"
            ),
        };
    }

    private static async Task<ModelInfo> InfoAsync(MarketClient market, Bytes32 modelId, CliContext context) =>
        await market.ModelAsync(modelId, context.CancellationToken)
        ?? throw new CliException(ExitCode.NotFound, $"no model {modelId} is registered on {market.Manifest.Name}");

    private static (string Path, Air8Model Model, ModelInfo Info) FileOf(CliContext context, ModelInfo info)
    {
        var folder = context.Settings.ModelsDirectory;
        if (Directory.Exists(folder))
        {
            foreach (var path in Directory.EnumerateFiles(folder, "*.air8"))
            {
                if (TryLoad(path) is { } model && model.ContentHash.ToBytes32() == info.ContentHash)
                    return (path, model, info);
            }
        }

        throw new CliException(
            ExitCode.NotFound,
            $"the file of model {info.ModelId} is not in {folder}",
            "give the file instead of the id: it says how input and output are laid out"
        );
    }

    /// <summary>Null for a broken file: it is not the one that is looked for.</summary>
    private static Air8Model? TryLoad(string path)
    {
        try
        {
            return Air8Model.Load(path);
        }
        catch (Exception e) when (e is Air8RefusedException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
