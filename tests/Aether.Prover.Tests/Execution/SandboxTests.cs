using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Aether.Harness;
using Aether.Inference;
using Aether.Prover.Execution;

namespace Aether.Prover.Tests.Execution;

/// <summary>What a child can reach. Where bubblewrap is not installed the tests of isolation see that its absence is said instead.</summary>
public sealed class SandboxTests : IDisposable
{
    private static readonly string Program = Repository.Program("Aether.Cli", "aether");
    private static readonly string ModelFile = Repository.PathOf("models", "digits.air8");

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Check_WhereNothingIsMissing_AChildThatTriesReachesNothing()
    {
        var check = await CheckAsync(SandboxMode.Auto);
        if (Sandbox.Find(_directory.Path).Missing is { } missing)
            Assert.StartsWith(missing, check.Missing, StringComparison.Ordinal);
        else
            Assert.Null(check.Missing);
        // The probe cleans up after itself.
        Assert.DoesNotContain(Directory.GetFiles(_directory.Path), file => Path.GetFileName(file) != "seccomp.bpf");
    }

    [Fact]
    public async Task Check_WithoutASandbox_NamesWhatIsOpen()
    {
        var check = await CheckAsync(SandboxMode.Off);
        Assert.Contains("turned off", check.Missing, StringComparison.Ordinal);
        Assert.Contains("files of this account can be read", check.Missing, StringComparison.Ordinal);
        Assert.Contains("sockets can be opened", check.Missing, StringComparison.Ordinal);
        Assert.Contains("kernel calls are not filtered", check.Missing, StringComparison.Ordinal);
        Assert.Contains("apt install bubblewrap", Sandbox.Find(_directory.Path, searchPath: "").Missing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Isolated_GivesTheSameBytes()
    {
        var input = GreyImage.ToTensor(new byte[GreyImage.PixelCount]);
        var check = await CheckAsync(SandboxMode.Auto);
        var result = await check.Executor.RunAsync(ModelFile, input.Bytes.ToArray(), CancellationToken.None);
        Assert.Null(result.Failure);
        Assert.Equal(Air8Runtime.Run(Air8Model.Load(ModelFile), input).Output.Bytes.ToArray(), result.Output!.Output);
    }

    [Fact]
    public async Task Run_ScriptInTheSandbox_SeesNeitherFilesNorNetworkNorProcesses()
    {
        var sandbox = Sandbox.Find(_directory.Path);
        if (sandbox.Missing is not null)
            return;
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var port = ((IPEndPoint)server.LocalEndpoint).Port;
        using var elsewhere = new TemporaryDirectory();
        await File.WriteAllTextAsync(elsewhere.File("secret"), "keys");
        using var scripts = new TemporaryDirectory();
        // Each line that succeeds ends the script with a number of its own, which the executor reports.
        var curious = scripts.WriteScript(
            "curious",
            $"""
            exec > /dev/null
            cat {elsewhere.File("secret")} && exit 11
            ls {Repository.Root}/README.md && exit 12
            ls /etc/passwd && exit 13
            touch {scripts.File("mine")} && exit 14
            bash -c 'exec 3<>/dev/tcp/127.0.0.1/{port}' && exit 15
            kill -0 {Environment.ProcessId} && exit 16
            exit 10

            """
        );
        var result = await new ModelProcess(ExecutionLimits.Default, sandbox, curious).RunAsync(
            ModelFile,
            new byte[784],
            CancellationToken.None
        );
        Assert.Contains("code 10:", result.Failure, StringComparison.Ordinal);
        // The same script outside: so it can fail.
        var outside = await new ModelProcess(ExecutionLimits.Default, Sandbox.None, curious).RunAsync(
            ModelFile,
            new byte[784],
            CancellationToken.None
        );
        Assert.Contains("code 11:", outside.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LongerThanAllowedInTheSandbox_IsKilledWithItsChildren()
    {
        var sandbox = Sandbox.Find(_directory.Path);
        using var scripts = new TemporaryDirectory();
        var slow = scripts.WriteScript("slow", "sleep 123457 & exec sleep 123456\n");
        var executor = new ModelProcess(ExecutionLimits.Default with { Timeout = TimeSpan.FromSeconds(1) }, sandbox, slow);
        var result = await executor.RunAsync(ModelFile, new byte[784], CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Contains("longer than 1 s", result.Failure, StringComparison.Ordinal);
        for (var attempt = 0; attempt < 50; attempt++)
        {
            if (!Directory.EnumerateDirectories("/proc").Any(IsSleeping))
                return;
            await Task.Delay(100);
        }
        Assert.Fail("a child of the child goes on");
    }

    [Fact]
    public void Filter_KnowsBothArchitectures_AndJumpsInsideItself()
    {
        foreach (var architecture in new[] { Architecture.X64, Architecture.Arm64 })
        {
            var program = SeccompFilter.Build(architecture)!;
            Assert.Equal(0, program.Length % 8);
            var count = program.Length / 8;
            for (var i = 0; i < count; i++)
            {
                if (program[8 * i] is 0x15 or 0x35)
                    Assert.True(
                        i + 1 + Math.Max(program[(8 * i) + 2], program[(8 * i) + 3]) < count,
                        $"{architecture}: instruction {i} jumps out"
                    );
            }
        }
        Assert.Null(SeccompFilter.Build(Architecture.S390x));
    }

    public void Dispose() => _directory.Dispose();

    private Task<SandboxCheck> CheckAsync(SandboxMode mode) =>
        SandboxCheck.RunAsync(ExecutionLimits.Default, mode, _directory.Path, CancellationToken.None, Program);

    private static bool IsSleeping(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Contains("12345", StringComparison.Ordinal)
                && File.ReadAllText(Path.Combine(process, "comm")).StartsWith("sleep", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // It ended meanwhile, or is nobody's to read.
        }
    }
}
