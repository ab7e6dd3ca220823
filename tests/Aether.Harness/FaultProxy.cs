using System.Globalization;
using System.Net;

namespace Aether.Harness;

/// <summary>A JSON-RPC endpoint that is a bad day: it passes requests on to a real node, and now and then answers 429, 500 or half a body.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly Random _random;
    private readonly int _faultPercent;
    private readonly Uri _target;
    private readonly Task _serving;
    private int _faults;

    public Uri Url { get; }

    /// <summary>Faults given so far.</summary>
    public int Faults => Volatile.Read(ref _faults);

    public FaultProxy(Uri target, int faultPercent, int seed)
    {
        _target = target;
        _faultPercent = faultPercent;
        _random = new Random(seed);
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Find()}/"));
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
        _http.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                break; // closed
            }
            open.RemoveAll(task => task.IsCompleted);
            open.Add(AnswerAsync(context, NextFault()));
        }
        await Task.WhenAll(open);
    }

    private int NextFault()
    {
        lock (_random)
            return _random.Next(100) < _faultPercent ? _random.Next(1, 4) : 0;
    }

    private async Task AnswerAsync(HttpListenerContext context, int fault)
    {
        try
        {
            if (fault is 1 or 2)
            {
                Interlocked.Increment(ref _faults);
                context.Response.StatusCode = fault == 1 ? 429 : 500;
                context.Response.Close();
                return;
            }
            using var body = new StreamContent(context.Request.InputStream);
            body.Headers.ContentType = new("application/json");
            using var answer = await _http.PostAsync(_target, body);
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = "application/json";
            if (fault == 3)
            {
                // The node did the work and the answer was lost on the way: the worst of the three.
                Interlocked.Increment(ref _faults);
                context.Response.ContentLength64 = bytes.Length;
                await context.Response.OutputStream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
                await context.Response.OutputStream.FlushAsync();
                context.Response.Abort();
                return;
            }
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
        catch (Exception exception)
            when (exception
                    is HttpListenerException
                        or HttpRequestException
                        or IOException
                        or ObjectDisposedException
                        or InvalidOperationException
            )
        {
            // The caller or the node went away.
        }
    }
}
