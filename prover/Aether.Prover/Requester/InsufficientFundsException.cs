using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Policy;

namespace Aether.Prover.Requester;

/// <summary>The wallet holds less than what should be deposited. Nothing was sent.</summary>
public sealed class InsufficientFundsException(Address account, ManifestToken token, UInt256 balance, UInt128 needed)
    : Exception($"{account} holds {Text(balance, token)}; {Text(needed, token)} are needed in the Vault beyond what is there")
{
    private static string Text(UInt256 amount, ManifestToken token) =>
        amount.High == 0 ? $"{TokenAmount.Format(amount.Low, token.Decimals)} {token.Symbol}" : $"more than 2^128 units of {token.Symbol}";
}
