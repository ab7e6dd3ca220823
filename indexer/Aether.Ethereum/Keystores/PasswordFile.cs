using System.Security.Cryptography;

namespace Aether.Ethereum;

/// <summary>A password in a file that only its owner may read.</summary>
public static class PasswordFile
{
    private const int BytesMax = 1024;

    private const UnixFileMode OthersAny =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    /// <summary>The file's bytes without the line end behind them. The caller clears them after use.</summary>
    /// <exception cref="KeystoreException">Absent, empty, too long, or readable by others.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            RequirePrivate(path);
            byte[] buffer = new byte[BytesMax + 1];
            using FileStream stream = File.OpenRead(path);
            int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > BytesMax)
                throw new KeystoreException($"The password file {path} is longer than {BytesMax} bytes.");
            ReadOnlySpan<byte> password = buffer.AsSpan(0, length).TrimEnd("\r\n"u8);
            byte[] copy = password.ToArray();
            CryptographicOperations.ZeroMemory(buffer);
            return copy.Length > 0 ? copy : throw new KeystoreException($"The password file {path} is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeystoreException($"The password file {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Refuses a file that group or others may use.</summary>
    public static void RequirePrivate(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OthersAny) != UnixFileMode.None)
            throw new KeystoreException($"{path} may be read by others; run: chmod 600 {path}");
    }
}
