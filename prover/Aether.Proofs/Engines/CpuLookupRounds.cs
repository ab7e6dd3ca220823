namespace Aether.Proofs;

/// <summary>Rounds as the side itself makes them.</summary>
internal sealed class CpuLookupRounds(LookupSide side, FieldVector<ScalarModulus> field, int threads) : LookupRounds
{
    public override void AddRound(int round, Fr[] sum) => side.AddRound(round, threads, sum);

    public override void Bind(Fr word) => side.Bind(word, field);

    public override void Dispose() { }
}
