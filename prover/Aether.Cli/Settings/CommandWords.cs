using System.Text;
using Aether.Cli.Terminal;

namespace Aether.Cli.Settings;

/// <summary>Splits a command into words at blanks; single and double quotes keep blanks. No shell, no expansion.</summary>
internal static class CommandWords
{
    public static string[] Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var inWord = false;
        char? quote = null;
        foreach (var c in text)
        {
            if (quote is not null)
            {
                if (c == quote)
                    quote = null;
                else
                    word.Append(c);
            }
            else if (c is '"' or '\'')
            {
                quote = c;
                inWord = true;
            }
            else if (char.IsWhiteSpace(c))
            {
                if (inWord)
                    words.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
            else
            {
                word.Append(c);
                inWord = true;
            }
        }

        if (quote is not null)
            throw new CliException(ExitCode.Usage, $"a quote is not closed in: {text}");
        if (inWord)
            words.Add(word.ToString());
        return words.Count > 0 ? [.. words] : throw new CliException(ExitCode.Usage, "--signer-command is empty");
    }
}
