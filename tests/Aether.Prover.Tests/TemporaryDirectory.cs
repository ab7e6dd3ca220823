namespace Aether.Prover.Tests;

/// <summary>A directory of its own per test, gone afterwards.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("aether-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A file that only its owner may read.</summary>
    public string WritePrivate(string name, string text) => Write(name, text, UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <summary>A shell script that may be run.</summary>
    public string WriteScript(string name, string text) =>
        Write(name, "#!/bin/sh\n" + text, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private string Write(string name, string text, UnixFileMode mode)
    {
        var path = File(name);
        System.IO.File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(path, mode);
        return path;
    }
}
