namespace Aether.Inference;

/// <summary>Takes the boundaries of a run in order: what a dispute opens, and what tests compare between backends.</summary>
public interface ITraceSink
{
    /// <param name="operatorId">Operator that made the tensor.</param>
    /// <param name="position">Position of a decode loop; 0 otherwise.</param>
    /// <param name="tensor">The whole tensor; of a decode loop its slice at the position.</param>
    void Add(int operatorId, int position, Tensor tensor);
}
