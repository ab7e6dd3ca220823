using Aether.Indexer.Following;

namespace Aether.Indexer.Tests;

/// <summary>I-33: ranges find a node's limits from what it answers and refuses, whatever its words.</summary>
public sealed class RangeSizeTests
{
    private const int Blocks = 2_000_000;
    private const int BlocksMax = 10_000;
    private const int LogsTarget = 2_000;

    /// <summary>Limits of blocks and of logs a request, and logs a block; requests that would do are known then.</summary>
    public static TheoryData<int, int, double> Nodes =>
        new()
        {
            { 10_000, int.MaxValue, 0 },
            { 10_000, int.MaxValue, 0.01 },
            { 2_000, 10_000, 0.1 },
            { 2_000, int.MaxValue, 1 },
            { 1_000, 20_000, 3 },
            { 500, 10_000, 0.5 },
            { 100, 20_000, 10 },
            { 50, int.MaxValue, 30 },
            { 10_000, 1_000, 2 },
            { 10_000, 100, 5 },
            { 7, 10_000, 200 },
            { 1, int.MaxValue, 0.1 },
            { 10_000, 1, 0.9 },
        };

    [Theory]
    [MemberData(nameof(Nodes))]
    public void I33_NodeWithLimits_ChainIsReadInFewRequests(int blocksMax, int logsMax, double logsPerBlock)
    {
        var size = new RangeSize();
        var requests = 0;
        for (var next = 0; next < Blocks; )
            next += Read(Math.Min(size.Blocks, Blocks - next));

        var best = Math.Min(blocksMax, BlocksMax);
        if (logsPerBlock > 0)
            best = Math.Max(1, (int)Math.Min(best, Math.Min(logsMax, LogsTarget) / logsPerBlock));
        var needed = (Blocks + best - 1) / best;
        // What is refused at first is learned from: not more than the sizes between 1 and 10,000 have bits, twice.
        Assert.InRange(requests, needed, (1.3 * needed) + 30);

        int Read(int blocks)
        {
            requests++;
            var logs = blocks * logsPerBlock;
            if (blocks > blocksMax || (logs > logsMax && blocks > 1))
            {
                size.Failed(blocks);
                return Read(blocks / 2) + Read(blocks - (blocks / 2));
            }
            size.Answered(blocks, (int)logs, TimeSpan.Zero);
            return blocks;
        }
    }

    [Fact]
    public void I33_NodeThatNeverAnswers_IsAskedForOneBlock()
    {
        var size = new RangeSize();
        for (var i = 0; i < 40; i++)
            size.Failed(size.Blocks);
        Assert.Equal(1, size.Blocks);
        // And for more when it comes back.
        for (var i = 0; i < 10_000; i++)
            size.Answered(size.Blocks, 0, TimeSpan.Zero);
        Assert.Equal(BlocksMax, size.Blocks);
    }

    [Fact]
    public void I33_SlowAnswers_AreAskedForLess()
    {
        var size = new RangeSize();
        for (var i = 0; i < 20; i++)
            size.Answered(size.Blocks, 0, TimeSpan.Zero);
        Assert.Equal(BlocksMax, size.Blocks);
        size.Answered(size.Blocks, 0, TimeSpan.FromSeconds(4));
        Assert.Equal(BlocksMax / 4, size.Blocks);
    }

    [Fact]
    public void I33_CrowdedBlocks_AreReadInSmallerRanges()
    {
        var size = new RangeSize();
        for (var i = 0; i < 20; i++)
            size.Answered(size.Blocks, 1, TimeSpan.Zero);
        size.Answered(size.Blocks, 10 * LogsTarget, TimeSpan.Zero);
        Assert.InRange(size.Blocks, 1, BlocksMax / 8);
    }
}
