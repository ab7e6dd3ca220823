using System.Runtime.InteropServices;

namespace Aether.Ethereum;

/// <summary>Replaces a file so that after a crash, even of the machine, either the old or the whole new content is there.</summary>
public static partial class DurableFile
{
    private const int OpenReadOnly = 0;

    /// <param name="path">Its folder must exist.</param>
    /// <param name="content">The whole new content.</param>
    /// <param name="mode">Permissions of the file; null takes the system's default.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode? mode = null)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (mode is not null && !OperatingSystem.IsWindows())
                options.UnixCreateMode = mode;
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        if (!OperatingSystem.IsWindows())
            SynchronizeFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Removes a file, so that it is gone after a crash too. One that is not there is no error.</summary>
    public static void Delete(string path)
    {
        File.Delete(path);
        if (!OperatingSystem.IsWindows())
            SynchronizeFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>The new name is durable only when its folder is; the runtime has no call for that.</summary>
    private static void SynchronizeFolder(string folder)
    {
        int descriptor = Open(folder, OpenReadOnly);
        if (descriptor < 0)
            throw new IOException($"{folder} could not be opened to synchronise it (errno {Marshal.GetLastPInvokeError()}).");
        try
        {
            if (Synchronize(descriptor) != 0)
                throw new IOException($"{folder} could not be synchronised (errno {Marshal.GetLastPInvokeError()}).");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
