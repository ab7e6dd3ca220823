using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Aether.Cuda;
using Aether.Inference;

namespace Aether.Prover.Execution;

/// <summary>A child that tries to get out, and looks for its backend: what it can do is said, not believed.</summary>
/// <param name="Backend">What models run on.</param>
/// <param name="Note">Why that is no GPU, in words; empty where it is one or none was wanted.</param>
/// <param name="Holes">What it reached and should not have, in words; empty when nothing.</param>
public sealed partial record SandboxProbe(string Backend, string Note, IReadOnlyList<string> Holes)
{
    /// <summary>Largest answer.</summary>
    internal const int BytesMax = 1 << 16;

    private const nint TraceMe = 0;

    /// <summary>The child's side: a line for the backend, one for the note, one for each thing that was tried and worked.</summary>
    /// <param name="secret">A file of the program's that no child must see.</param>
    /// <param name="backend">A name of <see cref="Backends"/>.</param>
    /// <exception cref="BackendUnavailableException">This machine cannot run it.</exception>
    public static async Task RunAsync(string secret, string backend, Stream output)
    {
        var chosen = Backends.Choose(backend, out var note);
        var holes = new StringBuilder();
        holes.Append(chosen.Name).Append('\n').Append(note?.ReplaceLineEndings(" ")).Append('\n');
        if (CanRead(secret))
            holes.Append("files of this account can be read\n");
        if (CanOpenSocket())
            holes.Append("sockets can be opened\n");
        if (OperatingSystem.IsLinux() && Trace(TraceMe, 0, 0, 0) == 0)
            holes.Append("kernel calls are not filtered\n");
        await ExecutionFrame.WriteAsync(output, Encoding.UTF8.GetBytes(holes.ToString()), CancellationToken.None);
    }

    internal static SandboxProbe Decode(byte[] answer) =>
        Encoding.UTF8.GetString(answer).Split('\n') is [var backend, var note, .. var holes]
            ? new SandboxProbe(backend, note, [.. holes.Where(hole => hole.Length > 0)])
            : throw new ChildFailedException("the child's answer is no probe");

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
