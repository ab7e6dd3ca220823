namespace Aether.Inference;

/// <summary>This machine cannot run the backend that was asked for. Another backend gives the same bytes.</summary>
public sealed class BackendUnavailableException(string backend, string reason) : Exception($"backend {backend} cannot run here: {reason}")
{
    public string Backend { get; } = backend;
}
