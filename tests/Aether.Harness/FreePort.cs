using System.Net;
using System.Net.Sockets;

namespace Aether.Harness;

/// <summary>Ports are chosen free, never fixed. For programs that cannot choose one themselves; the caller retries when it was taken meanwhile.</summary>
public static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
