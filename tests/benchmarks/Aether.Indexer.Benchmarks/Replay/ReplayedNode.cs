using Aether.Harness;

namespace Aether.Indexer.Benchmarks;

/// <summary>A <see cref="ReplayServer"/> in a process of its own.</summary>
internal sealed class ReplayedNode : IAsyncDisposable
{
    private readonly GuardedProcess _process;

    private ReplayedNode(GuardedProcess process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public int ProcessId => _process.Id;

    /// <param name="arguments">What to replay: a recording, or what makes more of one.</param>
    public static async Task<ReplayedNode> StartAsync(RunDirectory run, params string[] arguments)
    {
        var process = GuardedProcess.Start(
            "replay",
            run.FilePath("replay.log"),
            [Repository.Program("Aether.Indexer.Benchmarks", "aether-indexer-bench"), ReplayServer.Name, .. arguments]
        );
        try
        {
            var listening = await process.WaitForLineAsync("replaying on (http.*)", TimeSpan.FromMinutes(3));
            return new ReplayedNode(process, new Uri(listening.Groups[1].Value));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
