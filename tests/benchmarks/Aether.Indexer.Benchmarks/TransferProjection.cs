using Aether.Ethereum;
using Aether.Indexer.Following;
using Aether.Indexer.Projecting;
using Aether.Indexer.Storing;

namespace Aether.Indexer.Benchmarks;

/// <summary>The workload that indexers are compared by: each event is a row, and an upsert of what its receiver got so far.</summary>
internal sealed class TransferProjection(Address emitter) : IProjection
{
    public const string Tables = """
        create table chain.transfer (
          id chain.uint256 not null,
          sender chain.address not null,
          receiver chain.address not null,
          amount chain.uint256 not null,
          total chain.uint256 not null,
          valid int8range not null,
          log_index int not null,
          transaction_hash chain.hash not null
        );
        create unique index transfer_current on chain.transfer (id) where upper_inf(valid);
        create index transfer_by_sender on chain.transfer (sender, id) where upper_inf(valid);
        create index transfer_by_receiver on chain.transfer (receiver, id) where upper_inf(valid);
        create table chain.holder (
          account chain.address not null,
          transfers bigint not null,
          received chain.uint256 not null,
          valid int8range not null,
          log_index int not null,
          transaction_hash chain.hash not null
        );
        create unique index holder_current on chain.holder (account) where upper_inf(valid);
        create index holder_by_received on chain.holder (received, account) where upper_inf(valid);
        """;

    public LogEvent? Read(in Log log) => null;

    public IReadOnlyCollection<EntityRead> Reads(IReadOnlyList<Log> logs) =>
        [.. logs.Select(log => Receiver(log)).Distinct().Select(account => new EntityRead("holder", account))];

    public void Apply(BlockPage page, EntityChanges changes)
    {
        foreach (var log in page.Logs)
        {
            if (log.Address != emitter)
                continue;
            var view = log.View;
            var place = new LogPlace((long)log.BlockNumber, 0, (int)log.LogIndex, log.TransactionHash);
            var amount = UInt256.FromBigEndian(view.Data[..32]);
            var row = changes.Add(place, "transfer", UInt256.FromBigEndian(view.Topic(3)));
            row["sender"] = new Address(view.Topic(1)[12..]);
            row["receiver"] = Receiver(log);
            row["amount"] = amount;
            row["total"] = UInt256.FromBigEndian(view.Data[32..64]);

            var before = changes.Find("holder", Receiver(log));
            var (transfers, received) = before is null ? (0L, UInt256.Zero) : ((long)before["transfers"]!, (UInt256)before["received"]!);
            var holder = changes.Change(place, "holder", Receiver(log));
            holder["transfers"] = transfers + 1;
            holder["received"] = received + amount;
        }
    }

    private static Address Receiver(in Log log) => new(log.View.Topic(2)[12..]);
}
