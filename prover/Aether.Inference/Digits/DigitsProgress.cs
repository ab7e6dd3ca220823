namespace Aether.Inference;

/// <summary>Where a training run stands.</summary>
/// <param name="Stage">What is being done, for display.</param>
/// <param name="Done">Items of the stage done.</param>
/// <param name="Total">Items of the stage.</param>
/// <param name="Detail">A figure worth showing, or null.</param>
public sealed record DigitsProgress(string Stage, int Done, int Total, string? Detail = null);
