using System.Globalization;
using System.Text.RegularExpressions;

namespace Aether.Cuda.Tests;

/// <summary>Runs one thread of a kernel as its PTX says, instruction by instruction: what clang made of the inline assembly, which the simulator replaces.</summary>
/// <remarks>
/// Source: PTX ISA, Instruction Set. Knows what the field kernels use, and refuses whatever it does not know. One address space; parameters are a
/// struct, which lies in memory at <see cref="ParameterAt"/>. The carry flag is undefined where a kernel begins, and an instruction that wants it then fails.
/// </remarks>
internal sealed partial class PtxMachine
{
    /// <summary>Where a kernel's struct lies; other memory is the caller's.</summary>
    public const int ParameterAt = 0;

    private const int TimeoutMilliseconds = 10_000;
    private const int StepsMost = 1_000_000;

    private readonly List<string> instructions = [];
    private readonly Dictionary<string, int> labels = [];
    private readonly string kernel;
    private readonly Dictionary<string, ulong> registers = [];
    private readonly byte[] memory;
    private bool? carry;

    private PtxMachine(string ptx, string kernel, byte[] memory)
    {
        (this.kernel, this.memory) = (kernel, memory);
        int entry = ptx.IndexOf($".entry {kernel}(", StringComparison.Ordinal);
        int start = ptx.IndexOf("\n{", entry, StringComparison.Ordinal) + 2;
        string body = ptx[start..ptx.IndexOf("\n}", start, StringComparison.Ordinal)];
        foreach (string line in body.Split('\n'))
        {
            string text = line.Split("//")[0].Trim();
            if (text.StartsWith('$') && text.EndsWith(':'))
                labels.Add(text[..^1], instructions.Count);
            else
                instructions.AddRange(
                    text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(one => one[0] != '.')
                );
        }
    }

    /// <summary>Runs thread 0 of block 0 of a kernel from its first instruction to ret.</summary>
    /// <param name="memory">The parameter first, then whatever its addresses name.</param>
    /// <returns>Instructions that were run.</returns>
    public static int Run(string ptx, string kernel, byte[] memory) => new PtxMachine(ptx, kernel, memory).Run();

    private int Run()
    {
        int steps = 0;
        for (int at = 0; steps < StepsMost; steps++)
        {
            string text = instructions[at++];
            Match guard = Guard().Match(text);
            if (guard.Success)
            {
                if (registers[guard.Groups["register"].Value] == 1 == guard.Groups["not"].Success)
                    continue;
                text = text[guard.Length..];
            }
            string[] parts = text.Split((char[])[' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts[0] is "ret")
                return steps;
            if (parts[0] is "bra" or "bra.uni")
                at = labels[parts[1]];
            else
                Step(parts[0].Split('.'), Operand().Matches(parts[1]).Select(one => one.Value).ToArray(), text);
        }
        throw new InvalidOperationException($"{kernel} does not end");
    }

    private void Step(string[] code, string[] operands, string text)
    {
        if (code[0] is "ld" or "st")
        {
            Move(code, operands);
            return;
        }
        int bits = code[^1] == "pred" ? 1 : int.Parse(code[^1][1..], CultureInfo.InvariantCulture);
        ulong mask = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
        ulong At(int index) => Value(operands[index]) & mask;
        bool carries = code.Contains("cc");
        UInt128 wide = code[0] is "mad" or "madc" or "mul" ? (UInt128)At(1) * At(2) : 0;
        if (code[0] is "mad" or "madc" or "mul" && code[1] is "lo" or "hi")
            wide = code[1] == "lo" ? wide & mask : wide >> bits;
        UInt128 result = code[0] switch
        {
            "mul" when code[1] is "lo" or "hi" || (code[1] == "wide" && code[^1][0] == 'u') => wide,
            "mad" when code[1] is "lo" or "hi" => wide + At(3),
            "madc" => wide + At(3) + Carry(text),
            "add" => (UInt128)At(1) + At(2),
            "addc" => (UInt128)At(1) + At(2) + Carry(text),
            "sub" => unchecked((UInt128)At(1) - At(2)),
            "subc" => unchecked((UInt128)At(1) - At(2) - Carry(text)),
            "mov" => At(1),
            "cvta" => At(1),
            "cvt" when code[1] is "u64" or "u32" && code[2] == "u32" => At(1),
            "and" => At(1) & At(2),
            "or" => At(1) | At(2),
            "xor" => At(1) ^ At(2),
            "shl" => (UInt128)At(1) << (int)Value(operands[2]),
            "setp" when code[^1][0] is 'u' or 'b' || code[1] is "eq" or "ne" => Compare(code[1], At(1), At(2)) ? 1u : 0,
            "selp" => registers[operands[3]] == 1 ? At(1) : At(2),
            "not" when bits == 1 => At(1) ^ 1,
            _ => throw new InvalidOperationException($"{kernel}: {text} is not known"),
        };
        // Below zero the upper half is ones, so the borrow is the carry's bit in either case.
        carry = carries ? (result >> bits & 1) == 1 : carry;
        ulong keep = code[0] == "mul" && code[1] == "wide" ? ulong.MaxValue : mask;
        registers[operands[0]] = unchecked((ulong)result) & keep;
    }

    private uint Carry(string text) =>
        carry is bool known ? (known ? 1u : 0) : throw new InvalidOperationException($"{kernel}: {text} without a carry");

    private static bool Compare(string how, ulong x, ulong y) =>
        how switch
        {
            "eq" => x == y,
            "ne" => x != y,
            "lt" => x < y,
            "le" => x <= y,
            "gt" => x > y,
            "ge" => x >= y,
            _ => throw new InvalidOperationException($"a comparison {how}"),
        };

    // ld and st, of one register or of {several}: [register], [register+offset], [parameter+offset].
    private void Move(string[] code, string[] operands)
    {
        bool load = code[0] == "ld";
        Match place = Address().Match(operands.Single(operand => operand[0] == '['));
        ulong at = Value(place.Groups["base"].Value);
        if (place.Groups["offset"].Success)
            at += ulong.Parse(place.Groups["offset"].Value, CultureInfo.InvariantCulture);
        int bytes = int.Parse(code[^1][1..], CultureInfo.InvariantCulture) / 8;
        foreach (string register in operands.Where(operand => operand[0] != '['))
        {
            Span<byte> there = memory.AsSpan((int)at, bytes);
            if (load)
            {
                ulong value = 0;
                for (int i = 0; i < bytes; i++)
                    value |= (ulong)there[i] << (8 * i);
                registers[register] = value;
            }
            else
            {
                ulong value = Value(register);
                for (int i = 0; i < bytes; i++)
                    there[i] = unchecked((byte)(value >> (8 * i)));
            }
            at += (ulong)bytes;
        }
    }

    private ulong Value(string operand)
    {
        if (registers.TryGetValue(operand, out ulong value))
            return value;
        if (operand is "%tid.x" or "%ctaid.x" or "%ctaid.y")
            return 0;
        if (operand is "%ntid.x")
            return 1;
        if (operand.StartsWith($"{kernel}_param_0", StringComparison.Ordinal))
            return ParameterAt;
        if (long.TryParse(operand, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            return unchecked((ulong)number);
        throw new InvalidOperationException($"{kernel}: {operand} is read before it is written");
    }

    [GeneratedRegex(@"^@(?<not>!)?(?<register>%p\d+)\s+", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex Guard();

    [GeneratedRegex(@"\[[^\]]+\]|[%\w.$-]+", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex Operand();

    [GeneratedRegex(@"^\[(?<base>[%\w]+)(\+(?<offset>\d+))?\]$", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex Address();
}
