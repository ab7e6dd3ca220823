using System.Text.Json.Nodes;
using Aether.Cli;
using Aether.Cli.Terminal;
using Aether.Harness;

namespace Aether.Prover.Tests.Cli;

/// <summary>aether srs, model prepare, prove and verify proof, from a string to a refused proof. No chain is needed.</summary>
public sealed class ProofCommandTests : IDisposable
{
    private static readonly string Digit = Repository.PathOf("tests", "vectors", "digits", "3-display.pgm");

    private readonly TemporaryDirectory _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task Proof_FromStringToCheck_HoldsAndBreaksWithEveryChange()
    {
        var srs = _folder.File("test.srs");
        var model = _folder.File("digits.air8");
        var proof = _folder.File("proof.json");
        await ExpectAsync(ExitCode.Ok, "srs", "test", "--log", "18", "--output", srs);
        Assert.Contains("WARNING", _error.ToString(), StringComparison.Ordinal);
        await ExpectAsync(ExitCode.Ok, "model", "prepare", Repository.PathOf("models", "digits.air8"), "--srs", srs, "--output", model);
        await ExpectAsync(
            ExitCode.Ok,
            "prove",
            model,
            Digit,
            "--srs",
            srs,
            "--output",
            proof,
            "--payee",
            "0x00000000000000000000000000000000000000aa"
        );
        Assert.Equal("3", Answer());
        var gpu = Aether.Cuda.Backends.Choose("auto", out _).Name == "cuda";
        var engine = JsonNode.Parse(_output.ToString())!["engine"]!.GetValue<string>();
        Assert.Equal(gpu ? "cuda" : Aether.Proofs.ProofEngine.Widest.Name, engine);
        await ExpectAsync(ExitCode.Ok, "verify", "proof", proof, "--model", model, "--srs", srs);
        Assert.Equal("3", Answer());

        // A backend that there is not, and one that is not here.
        var another = _folder.File("another.json");
        await ExpectAsync(ExitCode.Usage, "prove", model, Digit, "--srs", srs, "--output", another, "--backend", "gpu");
        if (!gpu)
        {
            await ExpectAsync(ExitCode.Failed, "prove", model, Digit, "--srs", srs, "--output", another, "--backend", "cuda");
            Assert.Contains("backend cuda cannot run here", _error.ToString(), StringComparison.Ordinal);
        }
        Assert.False(File.Exists(another));

        // Another payee, another output, an unprepared model: nothing is proved.
        var honest = await File.ReadAllTextAsync(proof);
        await File.WriteAllTextAsync(proof, honest.Replace("000000aa\"", "000000ab\"", StringComparison.Ordinal));
        await ExpectAsync(ExitCode.Mismatch, "verify", "proof", proof, "--model", model, "--srs", srs);
        var document = JsonNode.Parse(honest)!;
        document["outputCommit"] = document["inputCommit"]!.GetValue<string>();
        await File.WriteAllTextAsync(proof, document.ToJsonString());
        await ExpectAsync(ExitCode.Mismatch, "verify", "proof", proof, "--model", model, "--srs", srs);
        await File.WriteAllTextAsync(proof, honest);
        await ExpectAsync(ExitCode.Refused, "verify", "proof", proof, "--model", Repository.PathOf("models", "digits.air8"), "--srs", srs);
        await File.WriteAllTextAsync(proof, honest.Replace("\"0x", "\"0x0", StringComparison.Ordinal));
        await ExpectAsync(ExitCode.Refused, "verify", "proof", proof, "--model", model, "--srs", srs);
        await File.WriteAllTextAsync(proof, "[]");
        await ExpectAsync(ExitCode.Refused, "verify", "proof", proof, "--model", model, "--srs", srs);
        await ExpectAsync(ExitCode.NotFound, "verify", "proof", _folder.File("none"), "--model", model, "--srs", srs);
    }

    [Fact]
    public async Task LogProof_AgainstABlockHash_HoldsForThatBlockAlone()
    {
        var vector = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf("tests", "vectors", "receipts.json")))!["proofs"]![1]!;
        var log = vector["log"]!;
        var blockHash = vector["blockHash"]!.GetValue<string>();
        vector.AsObject().Remove("log");
        var proof = _folder.File("log.json");
        await File.WriteAllTextAsync(proof, vector.ToJsonString());
        await ExpectAsync(ExitCode.Ok, "verify", "proof", proof, "--block-hash", blockHash);
        var answer = JsonNode.Parse(_output.ToString())!;
        Assert.Equal(log["data"]!.GetValue<string>(), answer["data"]!.GetValue<string>());
        Assert.Equal(log["topics"]!.ToJsonString(), answer["topics"]!.ToJsonString());
        Assert.Equal(log["address"]!.GetValue<string>(), answer["address"]!.GetValue<string>());

        await ExpectAsync(ExitCode.Mismatch, "verify", "proof", proof, "--block-hash", "0x" + new string('1', 64));
        await ExpectAsync(ExitCode.Usage, "verify", "proof", proof, "--block-hash", "0x11");
        await ExpectAsync(ExitCode.Usage, "verify", "proof", proof);
        await ExpectAsync(ExitCode.Usage, "verify", "proof", proof, "--model", proof);
        await ExpectAsync(ExitCode.Usage, "verify", "proof", proof, "--model", proof, "--block-hash", blockHash);
        await File.WriteAllTextAsync(proof, "{}");
        await ExpectAsync(ExitCode.Mismatch, "verify", "proof", proof, "--block-hash", blockHash);
    }

    [Fact]
    public async Task Srs_Contributions_LeadFromTheFirstStringToTheLast()
    {
        var first = _folder.File("first.srs");
        var second = _folder.File("second.srs");
        var third = _folder.File("third.srs");
        var chain = _folder.File("chain");
        await ExpectAsync(ExitCode.Ok, "srs", "test", "--log", "6", "--output", first);
        await ExpectAsync(ExitCode.Ok, "srs", "contribute", first, "--output", second, "--chain", chain);
        await ExpectAsync(ExitCode.Ok, "srs", "contribute", second, "--output", third, "--chain", chain, "--entropy", "dice");
        await ExpectAsync(ExitCode.Ok, "srs", "verify", third, "--first", first, "--chain", chain);
        await ExpectAsync(ExitCode.Mismatch, "srs", "verify", second, "--first", first, "--chain", chain);
        await ExpectAsync(ExitCode.Mismatch, "srs", "contribute", second, "--output", third, "--chain", chain);
        await ExpectAsync(ExitCode.Usage, "srs", "verify", third, "--first", first);

        // Two powers change places: points of the curve, but no powers of one number.
        var bytes = await File.ReadAllBytesAsync(third);
        var last = bytes.AsSpan(^64..).ToArray();
        bytes.AsSpan(^128..^64).CopyTo(bytes.AsSpan(^64..));
        last.CopyTo(bytes.AsSpan(^128..));
        await File.WriteAllBytesAsync(third, bytes);
        await ExpectAsync(ExitCode.Mismatch, "srs", "verify", third);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(third, bytes);
        await ExpectAsync(ExitCode.Refused, "srs", "verify", third);
        await ExpectAsync(ExitCode.Refused, "srs", "import", first, "--log", "5", "--output", second);
        await ExpectAsync(ExitCode.Usage, "srs", "test", "--log", "29", "--output", second);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    private async Task ExpectAsync(ExitCode expected, params string[] args)
    {
        _output.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        var console = new CliConsole(_output, _error, () => new MemoryStream(), () => new MemoryStream(), IsTerminal: false, CanAsk: false);
        var code = await new AetherCommand(console, new Dictionary<string, string>(), TimeProvider.System).RunAsync([.. args, "--json"]);
        Assert.True(expected == code, $"{string.Join(' ', args)}: {code}, {_error}");
    }

    private string? Answer() => JsonNode.Parse(_output.ToString())?["answer"]?.GetValue<string>();
}
