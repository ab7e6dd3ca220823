namespace Aether.Prover.Chain;

/// <summary>How a model stands in the ValidityRegistry.</summary>
/// <param name="IsRegistered">Its proofs are verified, as long as it is not closed.</param>
/// <param name="ClosesAt">The last second in which they are; 0: open without an end.</param>
/// <param name="VerifyGas">What verifying one costs at most, as a transaction of its own, of an input that comes by its point.</param>
public readonly record struct ValidityStanding(bool IsRegistered, ulong ClosesAt, uint VerifyGas)
{
    /// <summary>The contract's number of a registered model.</summary>
    internal const byte Registered = 1;

    // GasBound.ELEMENT.
    private const uint GasPerInputByte = 190;

    /// <summary>What verifying a proof of an input in clear costs at most.</summary>
    /// <param name="inputBytes">Of the input's frame.</param>
    public ulong VerifyGasInClear(long inputBytes) => VerifyGas + (ulong)inputBytes * GasPerInputByte;

    /// <summary>Proofs are taken until then.</summary>
    public bool IsOpenUntil(ulong second) => IsRegistered && (ClosesAt == 0 || second <= ClosesAt);
}
