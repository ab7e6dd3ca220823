namespace Aether.Indexer.Projecting;

/// <summary>Text out of an event as PostgreSQL can hold it: strings of a contract may contain U+0000, which text columns refuse.</summary>
internal static class StorableText
{
    public static string From(string text) => text.Replace('\0', '\uFFFD');
}
