using Aether.Contracts;

namespace Aether.Prover.Chain;

/// <summary>What is demanded for a Job, as ExchangeBox.demand returns it.</summary>
/// <param name="InputUsed">The input was demanded once; that is all there is.</param>
/// <param name="Deadline">Last second of the answer, or of the rejection. Chain seconds.</param>
public sealed record DemandState(DemandKind Kind, bool InputUsed, bool OutputUsed, ulong Deadline)
{
    public static DemandState None { get; } = new(DemandKind.None, false, false, 0);
}
