using System.CommandLine;
using System.Text;
using Aether.Cli.Terminal;
using Aether.Proofs;

namespace Aether.Cli.Commands;

/// <summary><c>aether srs import|contribute|verify|test</c>.</summary>
internal static class SrsCommands
{
    private const int ContributionsMax = 4096;

    public static Command Create(AetherCommand aether)
    {
        var command = new Command("srs", "the reference strings that proofs are made with");
        command.Subcommands.Add(Import(aether));
        command.Subcommands.Add(Contribute(aether));
        command.Subcommands.Add(Verify(aether));
        command.Subcommands.Add(Test(aether));
        return command;
    }

    private static Option<string> Output() =>
        new("--output")
        {
            Description = "where the string goes",
            HelpName = "FILE",
            Required = true,
        };

    private static Option<int> Log(string description) =>
        new("--log")
        {
            Description = description,
            HelpName = "N",
            Required = true,
        };

    private static int LogOf(CliContext context, Option<int> option) =>
        context.Value(option) is >= 1 and <= Srs.LogMax and var log
            ? log
            : throw new CliException(ExitCode.Usage, $"--log must be 1 to {Srs.LogMax}");

    private static Command Import(AetherCommand aether)
    {
        var source = new Argument<string>("FILE") { Description = "a .ptau file of a ceremony, as snarkjs writes them" };
        var log = Log("takes 2^N powers; a network needs as many as its columns have slots");
        var output = Output();
        var command = new Command("import", "reads the powers of a ceremony, checks every one and keeps what proofs need")
        {
            source,
            log,
            output,
        };
        aether.Bind(
            command,
            async context =>
            {
                var path = Path.GetFullPath(context.Value(source));
                var powers = LogOf(context, log);
                var srs = await Work(
                    context,
                    "reading points",
                    progress =>
                    {
                        using var stream = SrsInput.Open(path);
                        var read = PowersOfTauFile.Read(stream, powers, context.CancellationToken);
                        progress.Report("checking that they are the powers of one number");
                        return read.Check(Environment.ProcessorCount, context.CancellationToken)
                            ? read
                            : throw new FieldFormatException("its points are not the powers of one number");
                    },
                    path
                );
                Written(context, srs, context.Value(output));
            }
        );
        return command;
    }

    private static Command Contribute(AetherCommand aether)
    {
        var source = new Argument<string>("FILE") { Description = "the string to add a secret share to" };
        var output = Output();
        var chain = new Option<string>("--chain")
        {
            Description = "file of the contributions so far; this one is added to it",
            HelpName = "FILE",
            Required = true,
        };
        var entropy = new Option<string?>("--entropy") { Description = "words to mix into the machine's randomness", HelpName = "TEXT" };
        var command = new Command(
            "contribute",
            "adds a share that this run draws and forgets: one honest contributor makes the string sound"
        )
        {
            source,
            output,
            chain,
            entropy,
        };
        aether.Bind(
            command,
            async context =>
            {
                var path = Path.GetFullPath(context.Value(source));
                var chainPath = Path.GetFullPath(context.Value(chain));
                var srs = SrsInput.Read(context, path);
                var before = ReadChain(chainPath);
                if (before.Count > 0 && before[^1].Tau != srs.Powers.Span[1])
                    throw new CliException(ExitCode.Mismatch, $"{path} is not the string that the last contribution of {chainPath} made");
                var (made, contribution) = await Work(
                    context,
                    "multiplying every power by the share",
                    progress =>
                        SrsContribution.Make(
                            srs,
                            before.Count > 0 ? before[^1].Hash() : srs.Id(),
                            Encoding.UTF8.GetBytes(context.Value(entropy) ?? ""),
                            Environment.ProcessorCount,
                            new Share(progress),
                            context.CancellationToken
                        ),
                    path
                );
                SrsInput.Write(made, Path.GetFullPath(context.Value(output)));
                await File.AppendAllBytesAsync(chainPath, contribution.ToBytes(), context.CancellationToken);
                Written(context, made, context.Value(output), isWritten: true, before.Count + 1);
            }
        );
        return command;
    }

    private static Command Verify(AetherCommand aether)
    {
        var source = new Argument<string>("FILE") { Description = "the string" };
        var first = new Option<string?>("--first") { Description = "the string before the first contribution", HelpName = "FILE" };
        var chain = new Option<string?>("--chain") { Description = "file of all contributions since", HelpName = "FILE" };
        var command = new Command("verify", "checks that a string is the powers of one number, and the contributions that led to it")
        {
            source,
            first,
            chain,
        };
        aether.Bind(
            command,
            async context =>
            {
                if (context.Value(first) is null != context.Value(chain) is null)
                    throw new CliException(ExitCode.Usage, "--first and --chain belong together");
                var path = Path.GetFullPath(context.Value(source));
                var srs = SrsInput.Read(context, path);
                var start = context.Value(first) is string firstPath ? SrsInput.Read(context, Path.GetFullPath(firstPath)) : null;
                var contributions = context.Value(chain) is string chainPath ? ReadChain(Path.GetFullPath(chainPath)) : [];
                var holds = await Work(
                    context,
                    "checking",
                    _ =>
                        start is null
                            ? srs.Check(Environment.ProcessorCount, context.CancellationToken)
                            : SrsContribution.VerifyChain(start, contributions, srs, context.CancellationToken),
                    path
                );
                if (!holds)
                    throw new CliException(
                        ExitCode.Mismatch,
                        start is null
                            ? $"{path} is not the powers of one number"
                            : $"the {contributions.Count} contributions do not lead to {path}, or it is not the powers of one number"
                    );
                Shown(context, srs, path, contributions.Count);
            }
        );
        return command;
    }

    private static Command Test(AetherCommand aether)
    {
        var log = Log("makes 2^N powers");
        var output = Output();
        var command = new Command("test", "makes the test string, whose secret everybody knows: for development chains alone")
        {
            log,
            output,
        };
        aether.Bind(
            command,
            async context =>
            {
                var powers = LogOf(context, log);
                var srs = await Work(context, "multiplying", _ => Srs.ForTests(powers), "the test string");
                context.Reporter.Step("WARNING: whoever has the test string proves anything; contracts take it on chain 31337 alone");
                Written(context, srs, context.Value(output));
            }
        );
        return command;
    }

    private static List<SrsContribution> ReadChain(string path)
    {
        if (!File.Exists(path))
            return [];
        var length = new FileInfo(path).Length;
        if (length % SrsContribution.Bytes != 0 || length > (long)ContributionsMax * SrsContribution.Bytes)
            throw new CliException(
                ExitCode.Refused,
                $"{path} has {length} bytes; a file of contributions has {SrsContribution.Bytes} for each, at most {ContributionsMax}"
            );
        try
        {
            return [.. File.ReadAllBytes(path).Chunk(SrsContribution.Bytes).Select(bytes => SrsContribution.Read(bytes))];
        }
        catch (FieldFormatException e)
        {
            throw new CliException(ExitCode.Refused, $"{path}: {e.Message}");
        }
    }

    private static async Task<T> Work<T>(CliContext context, string text, Func<IProgress<string>, T> work, string file)
    {
        try
        {
            return await context.Reporter.WaitAsync(text, progress => Task.Run(() => work(progress), context.CancellationToken));
        }
        catch (FieldFormatException e)
        {
            throw new CliException(ExitCode.Refused, $"{file}: {e.Message}");
        }
    }

    private static void Written(CliContext context, Srs srs, string output, bool isWritten = false, int? contributions = null)
    {
        var path = Path.GetFullPath(output);
        if (!isWritten)
            SrsInput.Write(srs, path);
        Shown(context, srs, path, contributions);
    }

    private static void Shown(CliContext context, Srs srs, string path, int? contributions)
    {
        var id = "0x" + Convert.ToHexStringLower(srs.Id());
        context.Reporter.Result(
            new
            {
                file = path,
                log = srs.Log,
                srsId = id,
                isForTests = srs.IsForTests,
                contributions,
            },
            [
                $"file     {path}",
                $"powers   2^{srs.Log}",
                $"srsId    {id}{(srs.IsForTests ? "  (test string: proves nothing)" : "")}",
                .. contributions is > 0 ? new[] { $"chain    {contributions} contributions" } : [],
            ]
        );
    }

    private sealed class Share(IProgress<string> progress) : IProgress<double>
    {
        private int _tenths = -1;

        public void Report(double value)
        {
            if ((int)(value * 10) is var tenths && tenths > Interlocked.Exchange(ref _tenths, tenths))
                progress.Report($"multiplying every power by the share, {10 * tenths} %");
        }
    }
}
