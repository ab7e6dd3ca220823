namespace Aether.Harness;

/// <summary>
/// A folder for one run, removed when disposed. It lies under the system's temporary folder and may be entered by every
/// user: PostgreSQL refuses root and then runs as an unprivileged one.
/// </summary>
public sealed class RunDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("aether-").FullName;

    public RunDirectory()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(
                Path,
                UnixFileMode.UserRead
                    | UnixFileMode.UserWrite
                    | UnixFileMode.UserExecute
                    | UnixFileMode.GroupExecute
                    | UnixFileMode.OtherExecute
            );
    }

    public string Sub(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    public string FilePath(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        for (var attempt = 0; ; attempt++)
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (IOException) when (attempt < 3)
            {
                // A process that is just ending may still write its last line.
            }
    }
}
