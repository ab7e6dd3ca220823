namespace Aether.Proofs;

/// <summary>Message 7: h, V, Y and R at the slots' coordinates, g, M and T at the table's.</summary>
internal readonly record struct LookupValues(Fr Lookup, Fr Value, Fr Result, Fr Remainder, Fr TableLookup, Fr Count, Fr Output)
{
    /// <summary>Reads or makes the seven words in their order, each a claim on a whole column.</summary>
    public static LookupValues Walk(ProofPlan plan, Fr[] z, IClaimWords words)
    {
        PointFactor ofSlots = PointFactor.Of(z.AsSpan(0, plan.SlotLog));
        PointFactor ofRows = PointFactor.Of(z.AsSpan(0, plan.Table.Log));
        return new LookupValues(
            words.Word(Claim.OfBlock(Column.Lookups, plan.SlotLog, 0, ofSlots)),
            words.Word(Claim.OfBlock(Column.Values, plan.SlotLog, 0, ofSlots)),
            words.Word(Claim.OfBlock(Column.Results, plan.SlotLog, 0, ofSlots)),
            words.Word(Claim.OfBlock(Column.Remainders, plan.SlotLog, 0, ofSlots)),
            words.Word(Claim.OfBlock(Column.TableLookups, plan.Table.Log, 0, ofRows)),
            words.Word(Claim.OfBlock(Column.Counts, plan.Table.Log, 0, ofRows)),
            words.Word(Claim.OfBlock(Column.Table, plan.Table.Log, 0, ofRows))
        );
    }
}
