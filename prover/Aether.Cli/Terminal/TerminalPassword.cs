using System.Text;

namespace Aether.Cli.Terminal;

/// <summary>Reads a password without showing it.</summary>
internal static class TerminalPassword
{
    public static string Ask(TextWriter prompts, string prompt)
    {
        prompts.Write($"{prompt}: ");
        var text = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
                break;
            if (key.Key == ConsoleKey.Backspace && text.Length > 0)
                text.Length--;
            else if (!char.IsControl(key.KeyChar))
                text.Append(key.KeyChar);
        }

        prompts.WriteLine();
        return text.Length > 0 ? text.ToString() : throw new CliException(ExitCode.Usage, "an empty password is not accepted");
    }
}
