using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aether.Inference;

/// <summary>What stands beside a digits model: how it was made, what it is called, how well it does.</summary>
public sealed record DigitsManifest
{
    /// <summary>Command that makes the same bytes again.</summary>
    public required string Command { get; init; }

    public required ulong Seed { get; init; }

    public required int TrainingImages { get; init; }

    public required int Epochs { get; init; }

    public required int Hidden { get; init; }

    /// <summary>Names of the styles trained on.</summary>
    public required IReadOnlyList<string> TrainingStyles { get; init; }

    /// <summary>Names of the styles held out.</summary>
    public required IReadOnlyList<string> HeldOutStyles { get; init; }

    public required DigitsAccuracy HeldOut { get; init; }

    public required DigitsAccuracy KnownStyles { get; init; }

    /// <summary>Length of the model file.</summary>
    public required int FileBytes { get; init; }

    public required string ContentHash { get; init; }

    public required string GraphHash { get; init; }

    public required string WeightsRoot { get; init; }

    public required string TablesRoot { get; init; }

    /// <param name="command">Command line that was given, for whoever wants to repeat it.</param>
    public static DigitsManifest Of(DigitsTrainingResult result, string command)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new DigitsManifest
        {
            Command = command,
            Seed = result.Options.Seed,
            TrainingImages = result.Options.TrainingCount,
            Epochs = result.Options.Epochs,
            Hidden = result.Options.Hidden,
            TrainingStyles = [.. DigitStyle.Training.Select(style => style.Name)],
            HeldOutStyles = [.. DigitStyle.HeldOut.Select(style => style.Name)],
            HeldOut = result.HeldOut,
            KnownStyles = result.KnownStyles,
            FileBytes = result.File.Length,
            ContentHash = result.Model.ContentHash.ToString(),
            GraphHash = result.Model.GraphHash.ToString(),
            WeightsRoot = result.Model.WeightsRoot.ToString(),
            TablesRoot = result.Model.TablesRoot.ToString(),
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, DigitsManifestJson.Default.DigitsManifest) + "\n";

    /// <exception cref="JsonException">Not a manifest.</exception>
    public static DigitsManifest FromJson(string json) =>
        JsonSerializer.Deserialize(json, DigitsManifestJson.Default.DigitsManifest) ?? throw new JsonException("the manifest is null");
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NewLine = "\n")]
[JsonSerializable(typeof(DigitsManifest))]
internal sealed partial class DigitsManifestJson : JsonSerializerContext;
