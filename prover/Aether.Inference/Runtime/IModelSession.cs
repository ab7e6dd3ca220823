namespace Aether.Inference;

/// <summary>A model made ready on one backend. One run at a time; not to be shared between threads.</summary>
public interface IModelSession : IDisposable
{
    Air8Model Model { get; }

    /// <summary>Runs the whole graph: a single pass, a decode loop to its end, or one training step.</summary>
    /// <param name="inputs">
    /// One tensor for every operator of <see cref="Air8Model.InputIds"/>, in that order: the input; in a training step the labels and
    /// the states too. In a decode loop the input is the prompt, uint16 (1, P, 1, 1) with P from 1 to the model's length.
    /// </param>
    /// <param name="cancellationToken">Looked at at least once per operator and position.</param>
    /// <exception cref="Air8RefusedException">X-04, X-06 or X-07: the inputs are not the model's.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is returned, and the session can run again.</exception>
    Execution Run(IReadOnlyList<Tensor> inputs, RunOptions options, CancellationToken cancellationToken);
}
