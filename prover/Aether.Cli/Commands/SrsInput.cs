using System.CommandLine;
using Aether.Cli.Terminal;
using Aether.Proofs;

namespace Aether.Cli.Commands;

/// <summary>Reading a reference string, loudly where it proves nothing.</summary>
internal static class SrsInput
{
    public static Option<string> Option() =>
        new("--srs")
        {
            Description = "the reference string, made by aether srs import",
            HelpName = "FILE",
            Required = true,
        };

    /// <summary>Reads a string of our own form; points are checked, its powers were when it was imported.</summary>
    public static Srs Read(CliContext context, string path)
    {
        try
        {
            using var stream = Open(path);
            var srs = SrsFile.Read(stream, context.CancellationToken);
            if (srs.IsForTests)
                context.Reporter.Step("WARNING: this is the test reference string; its tau is public, so its proofs prove nothing");
            return srs;
        }
        catch (FieldFormatException e)
        {
            throw new CliException(
                ExitCode.Refused,
                $"{path} is no reference string: {e.Message}",
                "aether srs import makes one of a .ptau file"
            );
        }
    }

    public static FileStream Open(string path) =>
        File.Exists(path) ? File.OpenRead(path) : throw new CliException(ExitCode.NotFound, $"there is no file {path}");

    /// <summary>Writes beside the target and renames: a broken run leaves no half of a string.</summary>
    public static void Write(Srs srs, string path)
    {
        var part = path + ".part";
        using (var stream = File.Create(part))
        {
            SrsFile.Write(srs, stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
    }
}
