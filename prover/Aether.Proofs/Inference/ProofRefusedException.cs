using System.Globalization;
using System.Runtime.CompilerServices;

namespace Aether.Proofs;

/// <summary>A model, or what was asked for it, is outside what is proved; the message names the rule.</summary>
public sealed class ProofRefusedException(ProofRule rule, string message)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"P-{(int)rule:00}: {message}"))
{
    public ProofRule Rule { get; } = rule;

    internal static void Require(bool holds, ProofRule rule, ref DefaultInterpolatedStringHandler message)
    {
        if (!holds)
            throw new ProofRefusedException(rule, message.ToStringAndClear());
    }
}
