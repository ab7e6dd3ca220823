using Aether.Contracts;
using Aether.Ethereum;
using Aether.Indexer.Storing;

namespace Aether.Indexer.Projecting;

/// <summary>
/// Sums by hour and by day: volume per token, prices per model and per hardware class, work per provider and class. They are entities like
/// any other, so a reorg takes them back and the past has its own. What a log adds is known once the page's jobs are; what it is added to
/// is loaded then.
/// </summary>
internal static class AggregateProjection
{
    private static readonly (string Period, long Seconds)[] Periods = [("HOUR", 3_600), ("DAY", 86_400)];

    private const string Paid = "paid";

    /// <summary>What a paid job earned, whoever it went to.</summary>
    private static readonly string[] EarnedColumns = ["to_provider", "fee", "royalties", "extras"];

    private static readonly string[] SettlementColumns = [.. EarnedColumns, "refund", "compensation", "burned"];

    /// <summary>What the log adds to the sums. Call it once the whole page is applied.</summary>
    public static IEnumerable<Contribution> Of(in LogView log, LogPlace place, EntityChanges changes)
    {
        if (log.TopicCount < 2)
            return [];
        var topic = log.Topic(0);
        var isLock = topic.SequenceEqual(JobMarket.JobLocked.TopicBytes);
        var isSubmit = topic.SequenceEqual(JobMarket.JobSubmitted.TopicBytes);
        var isClose = topic.SequenceEqual(JobMarket.JobClosed.TopicBytes);
        if (!isLock && !isSubmit && !isClose)
            return [];
        var jobId = UInt256.FromBigEndian(log.Topic(1));
        // A Request may end before anybody locked it; a job's node is known but for one that no event told of.
        if (changes.Find("job", jobId) is not { } job || job["class_id"] is null)
            return [];
        return isLock ? Locked(place, job)
            : isSubmit ? Worked(place, job)
            : Closed(place, job, changes.Find("settlement", jobId)!);
    }

    private static IEnumerable<Contribution> Locked(LogPlace place, EntityVersion job)
    {
        foreach (var (period, start) in StartsOf(place))
        {
            yield return Volume(
                place,
                period,
                start,
                job,
                row =>
                {
                    Count(row, "locked", 1);
                    Sum(row, "locked_price", job["price"]);
                }
            );
            foreach (var price in Prices(place, period, start, job, row => AddPrice(row, job)))
                yield return price;
            yield return Work(place, period, start, job, row => Count(row, "locked", 1));
        }
    }

    /// <summary>The node is free again once the Claim is in.</summary>
    private static IEnumerable<Contribution> Worked(LogPlace place, EntityVersion job)
    {
        foreach (var (period, start) in StartsOf(place))
            yield return Work(place, period, start, job, row => CountBusy(row, job, place));
    }

    private static IEnumerable<Contribution> Closed(LogPlace place, EntityVersion job, EntityVersion settlement)
    {
        var outcome = OutcomeOf((string)settlement["status"]!);
        var earned = UInt256.Zero;
        if (outcome == Paid)
            foreach (var column in EarnedColumns)
                earned += (UInt256)settlement[column]!;
        foreach (var (period, start) in StartsOf(place))
        {
            yield return Volume(
                place,
                period,
                start,
                job,
                row =>
                {
                    Count(row, outcome, 1);
                    Sum(row, "earned", earned);
                    foreach (var column in SettlementColumns)
                        Sum(row, column, settlement[column]);
                }
            );
            if (outcome == Paid)
                foreach (var price in Prices(place, period, start, job, row => AddPayment(row, earned)))
                    yield return price;
            yield return Work(
                place,
                period,
                start,
                job,
                row =>
                {
                    Count(row, outcome, 1);
                    // Nothing was submitted: it was at work, or silent, until now.
                    if (job["submitted_time"] is null)
                        CountBusy(row, job, place);
                }
            );
        }
    }

    private static Contribution Volume(LogPlace place, string period, long start, EntityVersion job, Action<EntityVersion> fold) =>
        new(
            place,
            "volume",
            [period, start, AddressIn(job, "token")],
            row =>
            {
                Begin(row, ["locked", Paid, "failed", "declined", "other"], ["locked_price", "earned", .. SettlementColumns]);
                fold(row);
            }
        );

    private static IEnumerable<Contribution> Prices(
        LogPlace place,
        string period,
        long start,
        EntityVersion job,
        Action<EntityVersion> fold
    )
    {
        var token = AddressIn(job, "token");
        yield return new Contribution(place, "model_price", [period, start, new Bytes32((byte[])job["model_id"]!), token], Fold);
        yield return new Contribution(place, "class_price", [period, start, job["class_id"]!, token], Fold);

        void Fold(EntityVersion row)
        {
            // Jobs may be paid in a period in which none was locked: there is no lowest and no highest price then.
            Begin(row, ["locked", Paid], ["price_total", "units_total", "earned"]);
            fold(row);
        }
    }

    private static Contribution Work(LogPlace place, string period, long start, EntityVersion job, Action<EntityVersion> fold) =>
        new(
            place,
            "utilisation",
            [period, start, AddressIn(job, "provider"), job["class_id"]!],
            row =>
            {
                Begin(row, ["locked", Paid, "failed", "declined", "other", "busy_seconds"], []);
                fold(row);
            }
        );

    private static void AddPrice(EntityVersion row, EntityVersion job)
    {
        var price = (UInt256)job["price"]!;
        row["price_min"] = row["price_min"] is UInt256 least && least < price ? least : price;
        row["price_max"] = row["price_max"] is UInt256 most && most > price ? most : price;
        Count(row, "locked", 1);
        Sum(row, "price_total", price);
        Sum(row, "units_total", (UInt256)(ulong)(long)job["max_units"]!);
    }

    private static void AddPayment(EntityVersion row, UInt256 earned)
    {
        Count(row, Paid, 1);
        Sum(row, "earned", earned);
    }

    private static void CountBusy(EntityVersion row, EntityVersion job, LogPlace place) =>
        Count(row, "busy_seconds", place.BlockTime - (long)job["locked_time"]!);

    private static void Begin(EntityVersion row, string[] counts, string[] sums)
    {
        if (row[counts[0]] is not null)
            return;
        foreach (var column in counts)
            row[column] = 0L;
        foreach (var column in sums)
            row[column] = UInt256.Zero;
    }

    private static void Count(EntityVersion row, string column, long number) => row[column] = (long)row[column]! + number;

    private static void Sum(EntityVersion row, string column, object? amount) => row[column] = (UInt256)row[column]! + (UInt256)amount!;

    private static Address AddressIn(EntityVersion row, string column) => new((byte[])row[column]!);

    private static string OutcomeOf(string status) =>
        status switch
        {
            "PAID" => Paid,
            "EXPIRED" or "SLASHED" => "failed",
            "DECLINED" => "declined",
            _ => "other",
        };

    private static IEnumerable<(string Period, long Start)> StartsOf(LogPlace place) =>
        Periods.Select(period => (period.Period, place.BlockTime - (place.BlockTime % period.Seconds)));
}
