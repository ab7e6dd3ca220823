namespace Aether.Prover.Policy;

/// <summary>Why a Request is not taken: a stable code for machines, words with the facts for people.</summary>
public readonly record struct SkipReason(string Code, string Text)
{
    public override string ToString() => $"{Code}: {Text}";
}
