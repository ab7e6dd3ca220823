namespace Aether.FloatNetworks;

/// <summary>The words of the corpus. A word's token is its place in the list.</summary>
internal static class Vocabulary
{
    /// <summary>What every text begins with.</summary>
    public const string Start = "<text>";

    public static readonly string[] Women = ["anna", "clara", "eva", "hanna", "ines", "lena", "maria", "nora"];
    public static readonly string[] Men = ["ben", "carl", "emil", "felix", "hugo", "jonas", "otto", "paul"];

    /// <summary>One and many.</summary>
    public static readonly (string One, string Many)[] Things =
    [
        .. Plurals("ball", "book", "cup", "key", "lamp", "coin", "stone", "shoe", "hat", "drum", "kite", "spoon", "apple", "pear", "bell"),
        ("brush", "brushes"),
    ];

    /// <summary>What can do something.</summary>
    public static readonly (string One, string Many)[] Animals =
    [
        .. Plurals("dog", "cat", "horse", "cow", "goat", "duck", "bird", "bear"),
        ("fox", "foxes"),
        ("wolf", "wolves"),
    ];

    public static readonly string[] Sizes = ["small", "big", "old", "round"];
    public static readonly string[] Colours = ["red", "green", "blue", "white", "black", "yellow", "grey", "brown"];
    public static readonly string[] Places = ["table", "chair", "bed", "door", "tree", "bridge", "house", "wall", "fence", "river"];
    public static readonly string[] Prepositions = ["under", "behind", "beside", "near", "on"];

    /// <summary>What one does, and what many do.</summary>
    public static readonly (string One, string Many)[] Verbs =
    [
        .. Plurals("see", "hear", "follow", "like", "find", "know", "want", "need", "love", "help", "fear")
            .Select(verb => (verb.Many, verb.One)),
        ("watches", "watch"),
    ];

    /// <summary>From one on.</summary>
    public static readonly string[] Numbers =
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
    ];

    private static readonly string[] Small =
    [
        .. ".?,".Select(sign => $"{sign}"),
        .. "the and has buys loses more now left puts put did does where is it who that because so he she they him her them".Split(' '),
    ];

    public static IReadOnlyList<string> Words { get; } =
    [
        Start,
        .. Small,
        .. Women,
        .. Men,
        .. Both(Things),
        .. Both(Animals),
        .. Sizes,
        .. Colours,
        .. Places,
        .. Prepositions,
        .. Both(Verbs),
        .. Numbers,
    ];

    private static readonly Dictionary<string, ushort> Tokens = Words.Index().ToDictionary(word => word.Item, word => (ushort)word.Index);

    public static ushort TokenOf(string word) => Tokens[word];

    private static IEnumerable<(string One, string Many)> Plurals(params string[] words) => words.Select(word => (word, $"{word}s"));

    private static IEnumerable<string> Both((string One, string Many)[] words) => words.SelectMany(word => (string[])[word.One, word.Many]);
}
