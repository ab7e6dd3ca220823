using System.Globalization;
using System.Text.RegularExpressions;

namespace Aether.Cuda.Tests;

/// <summary>What an assembler would say of the PTX of Hopper's module, as far as that can be read from its text: no NVIDIA tool is needed.</summary>
/// <remarks>
/// Source: PTX ISA, wgmma. Every way through a kernel is followed. A product wants a fence since the last wait, and tiles that were published
/// and met for since anybody wrote; its registers are its own until the wait, whatever the compiler put between them; nothing is left at the end.
/// </remarks>
internal static partial class WgmmaPtx
{
    private const int TimeoutMilliseconds = 1000;
    private const string PtxVersion = ".version 8.0";
    private const string Product = "wgmma.mma_async.sync.aligned.m64n";

    public static string CheckedIn => System.Text.Encoding.UTF8.GetString(DeviceKernels.WgmmaPtx());

    public static IEnumerable<string> Kernels(string ptx) => Entry().Matches(ptx).Select(match => match.Groups["name"].Value);

    /// <summary>Everything that is wrong, with the kernel and the line.</summary>
    public static IReadOnlyList<string> Faults(string ptx)
    {
        SortedSet<string> faults = new(StringComparer.Ordinal);
        if (!ptx.Contains(PtxVersion, StringComparison.Ordinal) || !ptx.Contains(".target sm_90a\n", StringComparison.Ordinal))
            faults.Add("the module is not of PTX 8.0 for sm_90a");
        MatchCollection entries = Entry().Matches(ptx);
        for (int i = 0; i < entries.Count; i++)
        {
            string body = ptx[entries[i].Index..(i + 1 < entries.Count ? entries[i + 1].Index : ptx.Length)];
            string name = entries[i].Groups["name"].Value;
            if (!body.Contains(Product, StringComparison.Ordinal))
                faults.Add($"{name}: no product");
            if (!body.Contains(".maxntid 256", StringComparison.Ordinal))
                faults.Add($"{name}: blocks are not limited to 256 threads");
            Follow(name, body.Split('\n'), faults);
        }
        return [.. faults];
    }

    private static void Follow(string name, string[] lines, SortedSet<string> faults)
    {
        Dictionary<string, int> labels = [];
        for (int i = 0; i < lines.Length; i++)
        {
            if (Label().Match(lines[i]) is { Success: true } label)
                labels.Add(label.Groups["name"].Value, i);
        }
        HashSet<(int, bool, bool, bool, string)> seen = [];
        Stack<(int Line, State State)> ways = new([(0, new State(false, false, false, ""))]);
        while (ways.TryPop(out (int Line, State State) way))
        {
            (int at, State state) = way;
            for (; at < lines.Length && seen.Add((at, state.Fenced, state.Published, state.Whole, state.Sums)); at++)
            {
                string line = lines[at].Split("//")[0].Trim();
                state = Step($"{name}, line {at}", line, state, faults);
                if (Branch().Match(line) is { Success: true } branch)
                {
                    ways.Push((labels[branch.Groups["to"].Value], state));
                    if (branch.Groups["condition"].Length == 0)
                        break;
                }
                if (line == "ret;")
                {
                    if (state.Sums.Length > 0)
                        faults.Add($"{name}: ends with products under way");
                    break;
                }
            }
        }
    }

    private static State Step(string where, string line, State state, SortedSet<string> faults)
    {
        if (line.StartsWith("wgmma.fence.sync.aligned;", StringComparison.Ordinal))
            return state with { Fenced = true };
        if (line.StartsWith("fence.proxy.async.shared::cta;", StringComparison.Ordinal))
            return state with { Published = true };
        if (line.StartsWith("bar.sync", StringComparison.Ordinal))
            return state with { Whole = state.Published };
        if (line.StartsWith("wgmma.wait_group.sync.aligned 0;", StringComparison.Ordinal))
            return state with { Fenced = false, Sums = "" };
        if (line.Contains("cp.async.cg.shared", StringComparison.Ordinal) || line.Contains("st.shared", StringComparison.Ordinal))
            state = state with { Published = false, Whole = false };
        if (line.StartsWith("wgmma.commit_group.sync.aligned;", StringComparison.Ordinal))
            return state;
        if (line.Contains(Product, StringComparison.Ordinal))
            return Multiplied(where, line, state, faults);
        if (line.Contains("wgmma.", StringComparison.Ordinal))
            faults.Add($"{where}: not known: {line}");
        HashSet<string> own = [.. state.Sums.Split(' ')];
        foreach (Match register in Register().Matches(line))
        {
            if (own.Contains(register.Value))
                faults.Add($"{where}: {register.Value} belongs to products under way: {line}");
        }
        return state;
    }

    private static State Multiplied(string where, string line, State state, SortedSet<string> faults)
    {
        if (ProductForm().Match(line) is not { Success: true } form)
        {
            faults.Add($"{where}: a product of another form: {line}");
            return state;
        }
        string[] sums = [.. form.Groups["sums"].Value.Split(',').Select(sum => sum.Trim())];
        int columns = int.Parse(form.Groups["columns"].Value, CultureInfo.InvariantCulture);
        if (sums.Length != columns / 2 || sums.Distinct(StringComparer.Ordinal).Count() != sums.Length)
            faults.Add($"{where}: {sums.Length} registers for {columns} columns");
        if (!state.Fenced)
            faults.Add($"{where}: a product without a fence since the last wait");
        if (!state.Whole)
            faults.Add($"{where}: a product of tiles that were not published and met for since they were written");
        string own = string.Join(' ', sums);
        if (state.Sums.Length > 0 && state.Sums != own)
            faults.Add($"{where}: a product into other registers than those under way");
        return state with { Sums = own };
    }

    /// <param name="Whole">A barrier came behind the publishing.</param>
    /// <param name="Sums">Registers of products under way, between spaces.</param>
    private readonly record struct State(bool Fenced, bool Published, bool Whole, string Sums);

    [GeneratedRegex(@"\.entry (?<name>\w+)\(", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^(?<name>\$\w+):", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex Label();

    [GeneratedRegex(@"^(?<condition>@!?%p\d+\s+)?bra(\.uni)?\s+(?<to>\$\w+);", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex Branch();

    [GeneratedRegex(@"%r\d+", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex Register();

    [GeneratedRegex(
        @"^\{ \.reg \.pred p; setp\.ne\.b32 p, %r\d+, 0; wgmma\.mma_async\.sync\.aligned\.m64n(?<columns>128|256)k32\.s32\.s8\.s8 "
            + @"\{(?<sums>[^}]*)\}, %rd\d+, %rd\d+, p; \}$",
        RegexOptions.ExplicitCapture,
        TimeoutMilliseconds
    )]
    private static partial Regex ProductForm();
}
