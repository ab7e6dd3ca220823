namespace Aether.Inference;

/// <summary>How far a run has come.</summary>
/// <param name="Done">Operators done, counted through all positions of a decode loop.</param>
/// <param name="Total">Operators of the whole run; of a decode loop an upper bound, since an end token may come.</param>
public readonly record struct RunProgress(long Done, long Total);
