namespace Aether.Prover.Provider;

/// <summary>A sealed input that is not what the Request committed to. The requester may send the right one.</summary>
internal sealed class InputRefusedException(string code, string message) : Exception(message)
{
    /// <summary>Stable; listed in prover/PROTOCOL.md, Error codes.</summary>
    public string Code { get; } = code;
}
