using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Aether.Ethereum.Tests.Faults;

/// <summary>An HTTP server on loopback that answers each request by the next of a list of behaviours, on the bare socket.</summary>
internal sealed class FaultServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<Func<JsonNode, NetworkStream, CancellationToken, Task>> _behaviours;
    private readonly Func<JsonNode, NetworkStream, CancellationToken, Task> _last;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private int _requests;

    /// <param name="behaviours">One per request; the last one stays.</param>
    public FaultServer(params Func<JsonNode, NetworkStream, CancellationToken, Task>[] behaviours)
    {
        _behaviours = new(behaviours[..^1]);
        _last = behaviours[^1];
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/secret-token");
        _serving = Task.Run(ServeAsync);
    }

    public Uri Url { get; }

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The right answer: the hexadecimal quantity 0x7 for every request of the body.</summary>
    public static Task Right(JsonNode body, NetworkStream stream, CancellationToken cancellationToken) =>
        Body(
            body is JsonArray batch
                ? new JsonArray([.. batch.Select(one => Answer(one!)).Reverse()]).ToJsonString()
                : Answer(body).ToJsonString()
        )(body, stream, cancellationToken);

    public static Func<JsonNode, NetworkStream, CancellationToken, Task> Status(int status, string headers = "") =>
        (_, stream, cancellationToken) =>
            SendAsync(stream, $"HTTP/1.1 {status} Because\r\n{headers}Content-Length: 0\r\n\r\n", cancellationToken);

    public static Func<JsonNode, NetworkStream, CancellationToken, Task> Body(string text) =>
        (_, stream, cancellationToken) =>
            SendAsync(
                stream,
                $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(text)}\r\n\r\n{text}",
                cancellationToken
            );

    public static Func<JsonNode, NetworkStream, CancellationToken, Task> Computed(Func<JsonNode, string> text) =>
        (body, stream, cancellationToken) => Body(text(body))(body, stream, cancellationToken);

    /// <summary>Half of the announced bytes, then the connection is closed.</summary>
    public static Task HalfABody(JsonNode body, NetworkStream stream, CancellationToken cancellationToken) =>
        SendAsync(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":",
            cancellationToken
        );

    /// <summary>No answer at all.</summary>
    public static Task Silence(JsonNode body, NetworkStream stream, CancellationToken cancellationToken) =>
        Task.Delay(Timeout.Infinite, cancellationToken);

    public static Task Hangup(JsonNode body, NetworkStream stream, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A body without an announced length that never ends.</summary>
    public static async Task Endless(JsonNode body, NetworkStream stream, CancellationToken cancellationToken)
    {
        await SendAsync(stream, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[", cancellationToken);
        byte[] filler = new byte[64 << 10];
        Array.Fill(filler, (byte)' ');
        while (true)
            await stream.WriteAsync(filler, cancellationToken);
    }

    public static JsonObject Answer(JsonNode request) =>
        new()
        {
            ["jsonrpc"] = "2.0",
            ["id"] = request["id"]!.DeepClone(),
            ["result"] = "0x7",
        };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ConnectionAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ConnectionAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                JsonNode body = await ReadRequestAsync(stream);
                Interlocked.Increment(ref _requests);
                var behave = _behaviours.TryDequeue(out var next) ? next : _last;
                await behave(body, stream, _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task<JsonNode> ReadRequestAsync(NetworkStream stream)
    {
        byte[] buffer = new byte[1 << 20];
        int length = 0;
        while (true)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), _stop.Token);
            if (read == 0)
                throw new IOException("The client closed the connection.");
            length += read;
            string text = Encoding.ASCII.GetString(buffer, 0, length);
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
                continue;
            string announced = text.Split("\r\n").First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
            if (length - end - 4 >= int.Parse(announced.AsSpan(15)))
                return JsonNode.Parse(buffer.AsSpan(end + 4, length - end - 4))!;
        }
    }

    private static async Task SendAsync(NetworkStream stream, string text, CancellationToken cancellationToken) =>
        await stream.WriteAsync(
            Encoding.UTF8.GetBytes(
                text.Contains("Connection:", StringComparison.Ordinal)
                    ? text
                    : text.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal)
            ),
            cancellationToken
        );
}
