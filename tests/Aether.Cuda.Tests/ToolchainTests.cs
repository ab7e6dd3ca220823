using System.Diagnostics;
using Aether.Harness;

namespace Aether.Cuda.Tests;

/// <summary>Tests of the tests: what the simulator and the comparisons are there to catch, they catch; and the checked-in PTX is the sources'.</summary>
[Collection("device")]
public sealed class ToolchainTests
{
    private static readonly string Kernels = Repository.PathOf("prover", "kernels");

    /// <summary>File, what is taken out, what takes its place, what must be said; the last ones in deep runs only.</summary>
    private static readonly (string File, string Find, string Replace, string Says)[] Mutants =
    [
        ("contract_mma.cu", "ae_barrier(); // this stage has come", "// this stage has come", "FAILED"),
        (
            "contract_dp4a.cu",
            "ae_barrier(); // both tiles are whole",
            "if (threadIdx.x < 128) ae_barrier();",
            "threads wait at different barriers"
        ),
        ("contract_mma.cu", "ae_barrier(); // every copy", "// every copy", "FAILED"),
        ("contract_mma.cu", "ae_barrier(); // the tile is whole", "", "FAILED"),
        ("contract_mma.cu", "ae_copy_wait<AE_STAGES - 2>();", "", "FAILED"),
        ("contract_dp4a.cu", "ae_barrier(); // both tiles are whole", "", "FAILED"),
        ("contract_dp4a.cu", "ae_barrier(); // everybody has read them", "", "FAILED"),
        ("contract_dp4a.cu", "ae_barrier(); // the tile is whole", "", "FAILED"),
        (
            "rows.cu",
            "i32 sum = 0;\n    if (live)\n",
            "i32 sum = 0;\n    if (ae_lane() >= args.box.live[0]) return;\n    if (live)\n",
            "not all lanes of the warp reach"
        ),
        (
            "tensor.h",
            "*(u32*)(out + ae_word_at(box, first)) = word;",
            "*(u32*)(out + ae_word_at(box, first) + 16) = word;",
            "wrote behind the end of a buffer"
        ),
        ("decode.cu", "args.out[t - 1]", "args.out[t]", "models FAILED"),
    ];

    /// <summary>The same for wgmma, which nobody but the checks themselves may find wrong: it runs without its trial.</summary>
    private static readonly (string File, string Find, string Replace, string Says)[] WgmmaMutants =
    [
        ("contract_wgmma.cu", "ae_wgmma_wait(acc); // the batch is done", "", "a thread ended while its products were under way"),
        ("contract_wgmma.cu", "ae_publish_shared(); // and the", "// and the", "FAILED"),
        ("contract_wgmma.cu", "ae_wgmma_fence(acc); // a batch begins", "", "products without a fence since the last wait"),
        ("contract_wgmma.cu", "ae_wgmma_commit(); // the batch is whole", "", "under way"),
        ("contract_wgmma.cu", "ae_barrier(); // the stage is whole", "// the stage is whole", "FAILED"),
        ("contract_wgmma.cu", "ae_copy_wait<Stages - 2>(); // what", "// what", "FAILED"),
        ("contract_wgmma.cu", "ae_copy_wait<Stages - 2>(); // what", "ae_copy_wait<Stages - 1>(); // what", "FAILED"),
        ("contract_wgmma.cu", "ae_barrier(); // every copy", "// every copy", "a tile was written over while a product could read it"),
        ("contract_wgmma.cu", "ae_barrier(); // the tile is whole", "", "FAILED"),
        (
            "contract_wgmma.cu",
            "        load();\n        ae_wgmma_wait(acc);",
            "        acc[0]++;\n        load();\n        ae_wgmma_wait(acc);",
            "a sum was touched"
        ),
        (
            "contract_wgmma.cu",
            "        ae_publish_shared(); // and the",
            "        load();\n        ae_publish_shared(); // and the",
            "FAILED"
        ),
        (
            "contract_wgmma.cu",
            "AE_WGMMA_STEP * k, right",
            "AE_WGMMA_STEP * (k ^ (warp & 1)), right",
            "warps of a group ask for different products"
        ),
        (
            "contract_wgmma.cu",
            "AE_WGMMA_STEP * k, right",
            "AE_WGMMA_STEP * (k ^ (lane & 1)), right",
            "lanes of a warp ask for different products"
        ),
        ("contract_wgmma.cu", "& 1023);", "& 255);", "FAILED"),
        ("wgmma.h", "(chunk ^ (row & 7))", "(chunk ^ (row & 3))", "FAILED"),
        ("wgmma.h", "1ull << 62;", "2ull << 62;", "a descriptor of another form"),
        ("wgmma.h", "(u64)(1024 >> 4) << 32", "(u64)(512 >> 4) << 32", "FAILED"),
        ("wgmma.h", "(32u >> 4)", "32u", "FAILED"),
    ];

    /// <summary>The same for the kernels of proofs, one by default; where nothing must be said, any failure will do.</summary>
    private static readonly (string File, string Find, string Replace, string Says)[] ProofMutants =
    [
        ("sums.cu", "ae_barrier(); // this half is added up", "// this half is added up", "FAILED"),
        ("sums.cu", "ae_barrier(); // every thread's sums are there", "", "FAILED"),
        ("inverses.cu", "ae_barrier(); // every total is there", "", "FAILED"),
        ("inverses.cu", "ae_barrier(); // this level is multiplied", "", "FAILED"),
        ("inverses.cu", "ae_barrier(); // this level is inverted", "", "FAILED"),
        ("msm.cu", "ae_barrier(); // every thread's bits are there", "", "FAILED"),
        ("msm.cu", "ae_barrier(); // every share is counted", "", ""), // points go anywhere, and the process with them
        ("msm.cu", "ae_barrier(); // every thread's sum is there", "", "FAILED"),
        ("msm.cu", "ae_barrier(); // this half is added", "", "FAILED"),
        ("msm.cu", "(digit < 0) != negative", "(digit < 0) == negative", "FAILED"),
        ("msm.cu", "first >> bit & 1", "first >> bit & 3", "FAILED"),
        ("curve.h", "ae_is_zero(r) ? ae_doubled(sum) : ae_infinity()", "ae_doubled(sum)", "FAILED"),
        ("curve.h", "return ae_is_zero(r) ? ae_doubled(a) : ae_infinity();", "return ae_infinity();", "FAILED"),
        ("curve.h", "if (ae_is_zero(b.x) && ae_is_zero(b.y))\n        return;", "", "FAILED"),
        ("field.h", "bool below = ae_subtract_words(less, p) != 0;", "ae_subtract_words(less, p); bool below = true;", "FAILED"),
        ("vectors.cu", "if (i >= args.half)", "if (i > args.half)", "FAILED"),
    ];

    public static TheoryData<int> MutantNumbers => [.. Enumerable.Range(0, Seed.Deep ? Mutants.Length : 2)];

    public static TheoryData<int> ProofMutantNumbers => [.. Enumerable.Range(0, Seed.Deep ? ProofMutants.Length : 1)];

    public static TheoryData<int> WgmmaMutantNumbers => [.. Enumerable.Range(0, Seed.Deep ? WgmmaMutants.Length : 2)];

    [SimulatorTheory]
    [MemberData(nameof(MutantNumbers))]
    public async Task Checks_MutatedKernel_Fail(int number)
    {
        if (Simulator.RealDevice)
            return;
        (string file, string find, string replace, string says) = Mutants[number];
        await FailAsync(
            (file, find, replace),
            says.StartsWith("models", StringComparison.Ordinal) ? ["models"] : ["checks", "--rounds", "4", "--schedule", "3", "--no-wgmma"],
            says
        );
    }

    [SimulatorTheory]
    [MemberData(nameof(WgmmaMutantNumbers))]
    public async Task Checks_MutatedWgmma_Fail(int number)
    {
        if (Simulator.RealDevice)
            return;
        (string file, string find, string replace, string says) = WgmmaMutants[number];
        string[] untried = ["checks", "--only", "wgmma", "--rounds", "4", "--schedule", "3", "--untried"];
        await FailAsync((file, find, replace), untried, says);
    }

    [SimulatorTheory]
    [MemberData(nameof(ProofMutantNumbers))]
    public async Task Checks_MutatedProofKernel_Fail(int number)
    {
        if (Simulator.RealDevice)
            return;
        (string file, string find, string replace, string says) = ProofMutants[number];
        await FailAsync((file, find, replace), ["checks", "--rounds", "8", "--schedule", "3", "--no-wgmma", "--only", "proofs-"], says);
    }

    private static async Task FailAsync((string File, string Find, string Replace) change, string[] arguments, string says)
    {
        string folder = Directory.CreateTempSubdirectory("aether-mutant-").FullName;
        try
        {
            CopyKernels(folder);
            string path = Path.Combine(folder, change.File);
            string text = await File.ReadAllTextAsync(path);
            Assert.Contains(change.Find, text);
            await File.WriteAllTextAsync(path, text.Replace(change.Find, change.Replace, StringComparison.Ordinal));
            (int code, string output) = Simulator.Build("simulator", "--sources", folder, "--out", Path.Combine(folder, "out"));
            Assert.True(code == 0, output);
            CommandRun run = await CheckProgram.RunAsync(Path.Combine(folder, "out", "libcuda.so.1"), arguments);
            Assert.True(says.Length > 0 ? run.ExitCode == 1 : run.ExitCode != 0, run.Output);
            Assert.Contains(says, run.Output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [SimulatorFact]
    public async Task Checks_UnderSanitizers_AreClean()
    {
        if (Simulator.RealDevice || Sanitizers() is not string preload)
            return;
        (int code, string output) = Simulator.Build("simulator", "--sanitize");
        Assert.True(code == 0, output);
        string library = Repository.PathOf("artifacts", "kernels", "simulator-sanitized", "libcuda.so.1");
        foreach (string verb in new[] { $"checks --rounds {(Seed.Deep ? 40 : 3)} --schedule 5", "models", "proofs --small" })
        {
            CommandRun run = await CheckProgram.RunAsync(
                library,
                verb.Split(' '),
                ("LD_PRELOAD", preload),
                ("ASAN_OPTIONS", "detect_leaks=0:handle_segv=0:use_sigaltstack=0"),
                ("UBSAN_OPTIONS", "halt_on_error=1:print_stacktrace=1")
            );
            Assert.True(run.ExitCode == 0, run.Output);
            Assert.Contains("all ", run.Output);
        }
    }

    [SimulatorTheory]
    [InlineData("models", "all models equal the scalar backend")]
    [InlineData("proofs --small", "all proofs have the golden hashes")]
    [InlineData("time --small", "boundaries cost")]
    public async Task Program_OtherVerbs_Work(string verb, string says)
    {
        if (Simulator.RealDevice)
            return;
        Simulator.Use();
        CommandRun run = await CheckProgram.RunAsync(Environment.GetEnvironmentVariable(CudaDriver.LibraryVariable), verb.Split(' '));
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains(says, run.Output);
    }

    /// <summary>The runtimes must be in the process before the CPU simulator is; null where the compiler has none.</summary>
    private static string? Sanitizers()
    {
        string[] files = [Locate("libasan.so"), Locate("libubsan.so")];
        return files.All(Path.IsPathRooted) ? string.Join(':', files) : null;
    }

    private static string Locate(string library)
    {
        if (Repository.OnPath("g++") is not string compiler)
            return "";
        ProcessStartInfo start = new(compiler, [$"-print-file-name={library}"]) { UseShellExecute = false, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string path = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return path;
    }

    [Fact]
    public void Ptx_CompiledAgain_IsTheCheckedInOne()
    {
        if (Repository.OnPath("clang-19") is null)
            return;
        (int code, string output) = Simulator.Build("check");
        Assert.True(code == 0, output);
    }

    [Fact]
    public void Ptx_CheckedIn_HasEveryKernelOfItsModule()
    {
        foreach (bool tensorCores in new[] { true, false })
        {
            string text = System.Text.Encoding.UTF8.GetString(DeviceKernels.Ptx(tensorCores));
            foreach (string name in DeviceKernels.Names(tensorCores))
                Assert.Contains($".entry {name}(", text);
            Assert.Equal(DeviceKernels.Names(tensorCores).Count, text.Split(".entry ").Length - 1);
        }
        string proofs = System.Text.Encoding.UTF8.GetString(ProofKernels.Ptx());
        Assert.Equal(ProofKernels.Names.Order(), WgmmaPtx.Kernels(proofs).Order());
        Assert.Equal(DeviceKernels.WgmmaKernels.Keys.Order(), WgmmaPtx.Kernels(WgmmaPtx.CheckedIn).Order());
    }

    private static void CopyKernels(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "simulator"));
        foreach (string part in new[] { "", "simulator" })
        foreach (
            string file in Directory
                .EnumerateFiles(Path.Combine(Kernels, part))
                .Where(file => Path.GetExtension(file) is ".cu" or ".h" or ".cpp")
        )
            File.Copy(file, Path.Combine(folder, part, Path.GetFileName(file)));
    }
}
