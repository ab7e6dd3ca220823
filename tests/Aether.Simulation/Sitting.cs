namespace Aether.Simulation;

/// <summary>A provider locks a Request to keep others from it, and does nothing.</summary>
/// <param name="Way">How it ends.</param>
/// <param name="Cost">What the sitter loses.</param>
/// <param name="RequesterLoss">What the requester loses beyond his time; negative: what he gets.</param>
/// <param name="BlockedSecs">From the lock to the moment the requester may sign again, his own time to answer left out.</param>
internal readonly record struct Sitting(SittingWay Way, UInt128 Cost, Int128 RequesterLoss, ulong BlockedSecs)
{
    private const ulong Hour = 3600;

    /// <param name="price">At the lock. A sitter locks at once, at minPrice.</param>
    public static Sitting Of(SittingWay way, UInt128 price, UInt128 collateral, ulong execSecs, ulong graceSecs)
    {
        // decline and demandInput are open to the second lock + exec - exec / 2.
        ulong firstHalf = execSecs - (execSecs / 2);
        Settlement end = way switch
        {
            SittingWay.Decline or SittingWay.DemandAndDecline => Settlement.Declined(price, collateral),
            SittingWay.Silence or SittingWay.DemandAndSilence => Settlement.Expired(price, collateral),
            _ => Settlement.Quarrelled(price, collateral),
        };
        ulong blocked = way switch
        {
            SittingWay.Decline => firstHalf,
            SittingWay.Silence => execSecs + graceSecs + 1,
            SittingWay.DemandAndDecline => firstHalf + firstHalf,
            SittingWay.DemandAndReject => firstHalf + (execSecs / 4),
            _ => firstHalf + execSecs + graceSecs + 1,
        };
        return new Sitting(way, collateral - end.CollateralBack, (Int128)price - (Int128)end.Refund - (Int128)end.Compensation, blocked);
    }

    /// <summary>Rounded down.</summary>
    public UInt128 CostPerHour => Cost * Hour / BlockedSecs;
}
