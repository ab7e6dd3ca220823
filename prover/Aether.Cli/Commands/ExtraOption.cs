using System.Globalization;
using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Cli.Commands;

/// <summary>The option <c>--extra ADDRESS:BPS</c>, refused here in words where the market would refuse it.</summary>
internal static class ExtraOption
{
    private const int CountMax = 4;
    private const int BpsMax = 1500;

    public static Split[] Read(string[]? words)
    {
        Split[] extras = [.. (words ?? []).Select(One)];
        if (extras.Length > CountMax)
            throw new CliException(ExitCode.Usage, $"--extra was given {extras.Length} times; the market takes at most {CountMax}");
        var sum = extras.Sum(split => split.Bps);
        return sum <= BpsMax
            ? extras
            : throw new CliException(ExitCode.Usage, $"all --extra together are {sum} bps; the market takes at most {BpsMax}");
    }

    private static Split One(string word)
    {
        var parts = word.Split(':');
        return
            parts.Length == 2
            && Address.TryParse(parts[0], out var payee)
            && !payee.IsZero
            && ushort.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var bps)
            && bps > 0
            ? new Split { Payee = payee, Bps = bps }
            : throw new CliException(
                ExitCode.Usage,
                $"--extra '{word}' is not ADDRESS:BPS",
                "hundredths of a percent, such as 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed:250"
            );
    }
}
