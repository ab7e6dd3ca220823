using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Aether.Indexer.Migrating;

/// <summary>One numbered SQL file. Forward only, and never edited once it ran anywhere.</summary>
public sealed record Migration(int Number, string Name, string Sql)
{
    private const string Folder = ".migrations.";

    public byte[] Sha256 => SHA256.HashData(Encoding.UTF8.GetBytes(Sql));

    /// <summary>The files inside this program, in order: 1, 2, 3, without gaps.</summary>
    public static IReadOnlyList<Migration> All()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var found = assembly
            .GetManifestResourceNames()
            .Where(name => name.Contains(Folder, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => Read(assembly, name))
            .OrderBy(migration => migration.Number)
            .ToList();
        for (var i = 0; i < found.Count; i++)
            if (found[i].Number != i + 1)
                throw new IndexerException($"migrations are numbered without gaps, but {i + 1:0000} is missing or there twice");
        return found;
    }

    private static Migration Read(Assembly assembly, string resource)
    {
        var file = resource[(resource.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..^4];
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return new Migration(int.Parse(file.AsSpan(0, 4), CultureInfo.InvariantCulture), file[5..], reader.ReadToEnd());
    }
}
