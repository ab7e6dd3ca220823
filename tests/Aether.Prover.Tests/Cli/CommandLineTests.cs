using System.CommandLine;
using System.Text.Json;
using Aether.Cli;
using Aether.Cli.Terminal;
using Aether.Harness;
using Aether.Inference;

namespace Aether.Prover.Tests.Cli;

/// <summary>aether as a shell sees it: exit codes, help, and words for what goes wrong. No chain is needed here.</summary>
public sealed class CommandLineTests : IDisposable
{
    private static readonly string ModelFile = Repository.PathOf("models", "digits.air8");

    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public static TheoryData<string> Commands
    {
        get
        {
            var data = new TheoryData<string>();
            using var tests = new CommandLineTests();
            Walk(tests.Build([]).Root, "", data);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_EveryCommand_SaysWhatItIsFor(string command)
    {
        Assert.Equal(ExitCode.Ok, await RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]));
        Assert.Contains("Description:", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("--json", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task UnknownOption_EveryCommand_IsUsage(string command)
    {
        Assert.Equal(ExitCode.Usage, await RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--no-such-option"]));
        Assert.Contains("--help", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deposit 5", "AETHER_MANIFEST")]
    [InlineData("deposit 5 --manifest /none", "/none")]
    [InlineData("job show 5", "AETHER_MANIFEST")]
    [InlineData("job show x", "no job id")]
    [InlineData("provider init --endpoint ftp://x", "http or https")]
    [InlineData("provider init", "no account to sign with")]
    [InlineData("provider init --signer-command signer", "AETHER_ADDRESS")]
    [InlineData("provider init --signer-command 'x --address 0x12", "quote")]
    [InlineData("provider run", "aether provider init")]
    [InlineData("model show 0x12", "no modelId")]
    [InlineData("model train-digits --images 99", "100 to 200000")]
    [InlineData("model train-digits --epochs 0", "1 to 100")]
    [InlineData("keystore new /tmp/never-written.json", "password")]
    public async Task MissingOrMalformedSetting_NamesWhatToGive(string line, string expected)
    {
        using var directory = new TemporaryDirectory();
        var code = await RunAsync([.. line.Split(' '), "--data", directory.Path]);
        Assert.True(code is ExitCode.Usage or ExitCode.NotFound or ExitCode.Failed, $"{code}");
        Assert.Contains(expected, _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Image_PrintsTheAnswer()
    {
        using var directory = new TemporaryDirectory();
        var image = directory.File("image.pgm");
        ImageFile.SavePgm(image, new byte[GreyImage.PixelCount]);
        Assert.Equal(ExitCode.Ok, await RunAsync(["run", ModelFile, image, "--json"]));
        using var json = JsonDocument.Parse(_output.ToString());
        Assert.Equal(10, json.RootElement.GetProperty("scores").GetArrayLength());
        Assert.Equal(Air8Model.Load(ModelFile).ContentHash.ToString(), json.RootElement.GetProperty("contentHash").GetString());
    }

    [Fact]
    public async Task Run_WrongImageSize_SaysTheSize()
    {
        using var directory = new TemporaryDirectory();
        var image = directory.File("image.pgm");
        await File.WriteAllBytesAsync(image, [.. "P5\n27 28\n255\n"u8, .. new byte[27 * 28]]);
        Assert.Equal(ExitCode.Failed, await RunAsync(["run", ModelFile, image]));
        Assert.Contains("27 by 28", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_TamperedModel_NamesTheRule()
    {
        using var directory = new TemporaryDirectory();
        var image = directory.File("image.pgm");
        ImageFile.SavePgm(image, new byte[GreyImage.PixelCount]);
        var model = directory.File("model.air8");
        await File.WriteAllBytesAsync(model, (await File.ReadAllBytesAsync(ModelFile))[..^1]);
        Assert.Equal(ExitCode.Failed, await RunAsync(["run", model, image]));
        Assert.Contains("AIR8.md", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_WithControlCharactersOfAStranger_ReachesNoTerminal()
    {
        Assert.Equal(ExitCode.NotFound, await RunAsync(["model", "show", "/none\u001b[2Jpaid\u0007"]));
        Assert.DoesNotContain(_error.ToString(), c => char.IsControl(c) && c != '\n');
        Assert.Contains("paid", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_WithJson_IsOneDocument()
    {
        Assert.Equal(ExitCode.NotFound, await RunAsync(["model", "show", "/none", "--json"]));
        using var json = JsonDocument.Parse(_output.ToString());
        Assert.Equal((int)ExitCode.NotFound, json.RootElement.GetProperty("error").GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public async Task I63_Keystore_ImportedKey_GivesItsAddressAndNeverItself()
    {
        using var directory = new TemporaryDirectory();
        var keystore = directory.File("key.json");
        var password = directory.WritePrivate("password", "correct horse\n");
        var (address, key) = Anvil.Accounts[3];
        Assert.Equal(ExitCode.Ok, await RunAsync(["keystore", "import", keystore, "--password-file", password], key + "\n"));
        Assert.Equal(address, _output.ToString().Trim(), ignoreCase: true);
        Assert.DoesNotContain(
            key[2..],
            _output + _error.ToString() + await File.ReadAllTextAsync(keystore),
            StringComparison.OrdinalIgnoreCase
        );

        Assert.Equal(ExitCode.Failed, await RunAsync(["keystore", "import", keystore, "--password-file", password], key + "\n"));
        Assert.Contains("never overwritten", _error.ToString(), StringComparison.Ordinal);
        await File.WriteAllTextAsync(password, "wrong\n");
        Assert.Equal(ExitCode.Failed, await RunAsync(["keystore", "address", keystore, "--password-file", password]));
        Assert.Contains("password is wrong", _error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private static void Walk(Command command, string path, TheoryData<string> data)
    {
        if (command.Hidden)
            return;
        if (command.Subcommands.All(sub => sub.Hidden) || command.Action is not null)
            data.Add(path);
        foreach (var sub in command.Subcommands)
            Walk(sub, $"{path} {sub.Name}".Trim(), data);
    }

    private AetherCommand Build(byte[] input) =>
        new(
            new CliConsole(_output, _error, () => new MemoryStream(input), () => new MemoryStream(), IsTerminal: false, CanAsk: false),
            new Dictionary<string, string>(),
            TimeProvider.System
        );

    private Task<ExitCode> RunAsync(string[] args, string input = "") => Build(System.Text.Encoding.UTF8.GetBytes(input)).RunAsync(args);
}
