using Aether.Harness;

namespace Aether.Indexer.Tests.Support;

/// <summary>Asks a running indexer about itself over HTTP.</summary>
public static class StatusProbe
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    public static async Task UntilAsync(IndexerProgram indexer, Func<string, bool> holds)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var report = await Http.GetStringAsync(new Uri(indexer.StatusUrl!, "status"));
            if (holds(report))
                return;
            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(30))
                throw new HarnessException($"/status stayed at {report}\n{indexer.Process.Tail()}");
            await Task.Delay(20);
        }
    }

    public static async Task<int> CodeAsync(IndexerProgram indexer, string path)
    {
        using var response = await Http.GetAsync(new Uri(indexer.StatusUrl!, path));
        return (int)response.StatusCode;
    }
}
