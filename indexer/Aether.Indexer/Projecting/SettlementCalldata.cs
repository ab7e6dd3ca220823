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
        try
        {
            if (transaction.To == market && JobMarket.SettleProvenCall.TryDecode(transaction.Input.Span, out var one))
                return one.Item.JobId == jobId ? one.Proof.Length : null;
            if (batch is not null && transaction.To == batch && BatchSettlement.SettleCall.TryDecode(transaction.Input.Span, out var many))
                foreach (var item in many.Items)
                    if (item.Item.JobId == jobId)
                        return item.Proof.Length;
        }
        catch (AbiException)
        {
            // Solidity would have refused it, so the node made it up; the size is not known then.
        }
        return null;
    }
}
