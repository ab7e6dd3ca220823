using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aether.Inference;

/// <summary>How a multilayer perceptron is trained: everything beside seed and examples that decides its bytes.</summary>
public sealed record TrainingRecipe
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Hidden layers from the input on, 1 to 4, each 1 to 4,096 wide. Default one of 128.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [128];

    /// <summary>Examples in a step, a power of two from 1 to 256. Default 32.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Learning rates in the order they are used. Default 0.12, 0.06, 0.025 and 0.01, 22,000 steps in all.</summary>
    public IReadOnlyList<TrainingStage> Stages { get; init; } =
    [new("0.12", 9000), new("0.06", 7000), new("0.025", 4000), new("0.01", 2000)];

    public long Steps => Stages.Sum(stage => (long)stage.Steps);

    /// <exception cref="InvalidDataException">Not a recipe, in words.</exception>
    public static TrainingRecipe Parse(ReadOnlySpan<byte> json)
    {
        TrainingRecipe recipe;
        try
        {
            recipe = JsonSerializer.Deserialize<TrainingRecipe>(json, Json) ?? throw new InvalidDataException("the recipe is null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
        recipe.Require();
        return recipe;
    }

    /// <exception cref="InvalidDataException">A value is out of range.</exception>
    internal void Require()
    {
        Check(Hidden.Count is >= 1 and <= 4 && Hidden.All(width => width is >= 1 and <= 4096), "hidden must be 1 to 4 widths of 1 to 4096");
        Check(Batch is >= 1 and <= 256 && int.IsPow2(Batch), "batch must be a power of two from 1 to 256");
        Check(Stages.Count is >= 1 and <= 100, "stages must be 1 to 100");
        Check(Stages.All(stage => stage.Steps is >= 1 and <= 1_000_000), "steps of a stage must be 1 to 1000000");
        foreach (TrainingStage stage in Stages)
            _ = stage.Exact();

        static void Check(bool holds, string rule)
        {
            if (!holds)
                throw new InvalidDataException(rule);
        }
    }
}

/// <summary>Steps at one learning rate.</summary>
/// <param name="Rate">A decimal above 0 and at most 1, such as "0.05": text, so that it is exact.</param>
/// <param name="Steps">1 to 1,000,000.</param>
public sealed record TrainingStage(string Rate, int Steps)
{
    /// <exception cref="InvalidDataException">The rate is no decimal in its range.</exception>
    internal decimal Exact() =>
        decimal.TryParse(Rate, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal rate) && rate is > 0 and <= 1
            ? rate
            : throw new InvalidDataException($"rate '{Rate}' is no decimal above 0 and at most 1");
}
