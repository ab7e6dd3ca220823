using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Aether.Prover.Execution;

/// <summary>A child that tries to get out: what it can do is said, not believed.</summary>
public static partial class SandboxProbe
{
    private const nint TraceMe = 0;

    /// <summary>The child's side: tries each thing and names those that worked, one a line.</summary>
    /// <param name="secret">A file of the program's that no child must see.</param>
    public static async Task RunAsync(string secret, Stream output)
    {
        var holes = new StringBuilder();
        if (CanRead(secret))
            holes.Append("files of this account can be read\n");
        if (CanOpenSocket())
            holes.Append("sockets can be opened\n");
        if (OperatingSystem.IsLinux() && Trace(TraceMe, 0, 0, 0) == 0)
            holes.Append("kernel calls are not filtered\n");
        await ExecutionFrame.WriteAsync(output, Encoding.UTF8.GetBytes(holes.ToString()), CancellationToken.None);
    }

    private static bool CanRead(string path)
    {
        try
        {
            _ = File.ReadAllBytes(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool CanOpenSocket()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Trace(nint request, nint process, nint address, nint data);
}
