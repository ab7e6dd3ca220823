using Aether.Contracts;
using Aether.Ethereum;
using Aether.Indexer.Storing;

namespace Aether.Indexer.Projecting;

/// <summary>Demands for inputs and outputs, what was delivered on chain, and complaints. Each event carries the whole demand.</summary>
internal static class DeliveryProjection
{
    public static void Apply(in LogView log, LogPlace place, EntityChanges changes)
    {
        if (ExchangeBox.Demanded.TryDecode(log, out var demanded))
            SetDemand(changes, place, demanded.JobId, demanded.Demand);
        else if (ExchangeBox.InputAnswered.TryDecode(log, out var input))
        {
            SetDemand(changes, place, input.JobId, input.Demand);
            Deliver(changes, place, input.JobId, EnumLabels.Input, input.SealedInput);
        }
        else if (ExchangeBox.OutputAnswered.TryDecode(log, out var output))
        {
            SetDemand(changes, place, output.JobId, output.Demand);
            Deliver(changes, place, output.JobId, EnumLabels.Output, output.Output);
        }
        else if (ExchangeBox.DemandClosed.TryDecode(log, out var closed))
            SetDemand(changes, place, closed.JobId, closed.Demand);
        else if (ExchangeBox.Complained.TryDecode(log, out var complained))
        {
            var row = changes.Change(place, "complaint", complained.JobId);
            row["reporter"] = complained.Reporter;
            row["leaf"] = complained.Index;
            row["complained_block"] = place.BlockNumber;
            row["complained_time"] = place.BlockTime;
        }
    }

    private static void SetDemand(EntityChanges changes, LogPlace place, UInt256 jobId, in Demand demand)
    {
        var row = changes.Change(place, "demand", jobId);
        row["kind"] = EnumLabels.DemandKind(demand.Kind);
        row["input_used"] = demand.InputUsed;
        row["output_used"] = demand.OutputUsed;
        row["deadline"] = demand.Deadline;
        row["deposit"] = demand.Deposit;
        row["token"] = demand.Token.IsZero ? null : demand.Token;
    }

    private static void Deliver(EntityChanges changes, LogPlace place, UInt256 jobId, string kind, byte[] content)
    {
        var row = changes.Change(place, "delivery", jobId, kind);
        row["content"] = content;
        row["answered_block"] = place.BlockNumber;
        row["answered_time"] = place.BlockTime;
    }
}
