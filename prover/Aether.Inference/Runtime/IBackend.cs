namespace Aether.Inference;

/// <summary>One way of running models: the same bytes as every other, at its own speed.</summary>
/// <remarks>The scalar backend is the definition; tests compare every other one with it, output and boundaries.</remarks>
public interface IBackend
{
    /// <summary>What an option or a log names it by: lower case, for example "scalar", "vector512", "cuda".</summary>
    string Name { get; }

    /// <summary>Why this machine cannot run it, in words; null where it can.</summary>
    string? Unavailable { get; }

    /// <summary>Makes a checked model ready: memory is planned, a device gets the weights. A session may run any number of inputs.</summary>
    /// <exception cref="Air8RefusedException">X-05: the model asks for more than <paramref name="limits"/> allow.</exception>
    /// <exception cref="BackendUnavailableException">The machine cannot run this backend, see <see cref="Unavailable"/>.</exception>
    IModelSession Open(Air8Model model, RunLimits limits);
}
