using Aether.Contracts;
using Aether.Ethereum;
using Aether.Indexer.Following;

namespace Aether.Indexer.Projecting;

/// <summary>Finds the proof of a job in the calldata that settled it.</summary>
internal sealed class SettlementCalldata(Address market, Address? batch)
{
    /// <returns>Null where it was settled by way of a contract whose calldata this program does not know.</returns>
    public int? ProofBytes(SettlingTransaction transaction, UInt256 jobId)
    {
        // What another contract did with settlements in its calldata, its calldata does not say.
        if (transaction.To != market && (batch is null || transaction.To != batch))
            return null;
        foreach (var (item, envelope) in ProvenCalls.In(transaction.Input))
            if (item.JobId == jobId)
                return envelope.Length;
        return null;
    }
}
