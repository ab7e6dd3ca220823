namespace Aether.Prover.Provider;

/// <summary>One program per folder: two with the same journals would lock and submit against each other. Gone with the process, however it ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <exception cref="IOException">Another program uses the folder.</exception>
    public static FolderLock Take(string folder)
    {
        OwnerOnlyFile.CreateDirectory(folder);
        try
        {
            return new FolderLock(
                new FileStream(Path.Combine(folder, "running"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
            );
        }
        catch (IOException e)
        {
            throw new IOException($"another provider program uses {folder}; stop it first, or give --data another folder", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
