using Aether.Harness;
using Aether.Inference;
using Aether.Prover.Execution;

namespace Aether.Prover.Tests.Execution;

/// <summary>Models in a child process: the real program, the real model.</summary>
public sealed class ModelProcessTests
{
    private static readonly string Program = Repository.Program("Aether.Cli", "aether");
    private static readonly string ModelFile = Repository.PathOf("models", "digits.air8");

    private readonly byte[] _input = GreyImage.ToTensor(new byte[GreyImage.PixelCount]).Bytes.ToArray();

    [Fact]
    public async Task Run_GivesWhatTheRuntimeGives()
    {
        var result = await Executor().RunAsync(ModelFile, _input, CancellationToken.None);
        Assert.Null(result.Failure);
        var model = Air8Model.Load(ModelFile);
        var expected = Air8Runtime.Run(model, model.Form.DecodeInput(_input));
        Assert.Equal(model.ContentHash, result.Output!.ContentHash);
        Assert.Equal(expected.Output.Bytes.ToArray(), result.Output.Output);
        Assert.Equal(expected.Boundaries.ToArray(), result.Output.Boundaries);
    }

    [Fact]
    public async Task Run_WrongSizeOrForbiddenByte_FailsInWords()
    {
        var shorter = await Executor().RunAsync(ModelFile, _input.AsMemory(1), CancellationToken.None);
        Assert.Contains("X-01", shorter.Failure, StringComparison.Ordinal);
        var forbidden = (byte[])_input.Clone();
        forbidden[0] = 0; // -128
        var refused = await Executor().RunAsync(ModelFile, forbidden, CancellationToken.None);
        Assert.Contains("X-03", refused.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_TamperedOrMissingFile_FailsInWords()
    {
        using var directory = new TemporaryDirectory();
        var tampered = directory.File("model.air8");
        var bytes = await File.ReadAllBytesAsync(ModelFile);
        await File.WriteAllBytesAsync(tampered, bytes[..^1]);
        Assert.NotNull((await Executor().RunAsync(tampered, _input, CancellationToken.None)).Failure);
        Assert.NotNull((await Executor().RunAsync(directory.File("none.air8"), _input, CancellationToken.None)).Failure);
    }

    [Theory]
    [InlineData(784)]
    [InlineData(4 << 20)] // more than a pipe holds: the child does not even take its input
    public async Task Run_LongerThanAllowed_IsKilled(int inputBytes)
    {
        // A program that never answers stands for a model that never ends.
        using var directory = new TemporaryDirectory();
        var slow = directory.WriteScript("slow", "exec sleep 600\n");
        var executor = new ModelProcess(ExecutionLimits.Default with { Timeout = TimeSpan.FromSeconds(1) }, Sandbox.None, slow);
        var result = await executor.RunAsync(ModelFile, new byte[inputBytes], CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Contains("longer than 1 s", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ChildKilled_FailsTheJobOnly()
    {
        using var directory = new TemporaryDirectory();
        var suicidal = directory.WriteScript("suicidal", "kill -9 $$\n");
        var result = await new ModelProcess(ExecutionLimits.Default, Sandbox.None, suicidal).RunAsync(
            ModelFile,
            _input,
            CancellationToken.None
        );
        Assert.Contains("137", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SeesNoVariableOfOurs()
    {
        using var directory = new TemporaryDirectory();
        var seen = directory.File("seen");
        var curious = directory.WriteScript("curious", $"env > {seen}\nexit 7\n");
        Environment.SetEnvironmentVariable("AETHER_PASSWORD_FILE", "/somewhere");
        try
        {
            await new ModelProcess(ExecutionLimits.Default, Sandbox.None, curious).RunAsync(ModelFile, _input, CancellationToken.None);
        }
        finally
        {
            Environment.SetEnvironmentVariable("AETHER_PASSWORD_FILE", null);
        }

        Assert.DoesNotContain("AETHER_", await File.ReadAllTextAsync(seen), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scalar")]
    [InlineData("vector256")]
    [InlineData("auto")]
    public async Task Run_OnTheBackendAskedFor_GivesTheSameBytes(string backend)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("model.air8");
        await File.WriteAllBytesAsync(file, SmallModels.Counting());
        var executor = new ModelProcess(ExecutionLimits.Default with { Backend = backend }, Sandbox.None, Program);
        var result = await executor.RunAsync(file, new byte[] { 0, 5 }, CancellationToken.None);
        Assert.Null(result.Failure);
        Assert.Equal([0, 6, 0, 7], result.Output!.Output);
        var probe = await executor.ProbeAsync(file, CancellationToken.None);
        Assert.True(backend == "auto" || probe.Backend == backend, probe.Backend);
    }

    [Fact]
    public async Task Run_BackendThatIsNotHere_FailsInWords()
    {
        if (Cuda.Backends.Choose("auto", out _).Name == "cuda")
            return;
        var executor = new ModelProcess(ExecutionLimits.Default with { Backend = "cuda" }, Sandbox.None, Program);
        var result = await executor.RunAsync(ModelFile, _input, CancellationToken.None);
        Assert.Contains("backend cuda cannot run here", result.Failure, StringComparison.Ordinal);
    }

    private static ModelProcess Executor() => new(ExecutionLimits.Default, Sandbox.None, Program);
}
