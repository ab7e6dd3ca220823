using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Aether.Prover.Execution;

/// <summary>
/// The kernel calls that a child which runs a model never needs, refused with EPERM: sockets, other processes' memory, mounts, modules,
/// namespaces, io_uring, keys. A program of classic BPF, as seccomp(2) takes it.
/// </summary>
/// <remarks>A list of what is refused, not of what is allowed: the runtime's own needs change with every release, these do not.</remarks>
internal static class SeccompFilter
{
    private const ushort LoadWord = 0x20; // BPF_LD | BPF_W | BPF_ABS
    private const ushort JumpEqual = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private const ushort JumpGreaterEqual = 0x35; // BPF_JMP | BPF_JGE | BPF_K
    private const ushort Return = 0x06; // BPF_RET | BPF_K
    private const uint Allow = 0x7fff0000;
    private const uint Kill = 0x80000000;
    private const uint RefuseWithPermission = 0x00050001; // SECCOMP_RET_ERRNO | EPERM
    private const uint NumberOffset = 0; // struct seccomp_data
    private const uint ArchitectureOffset = 4;

    /// <summary>Calls of the 32-bit ABI on x86-64 carry this bit and would pass for others.</summary>
    private const uint X32Bit = 0x40000000;

    // By name and number, from the kernel's tables: x86-64, then arm64 (asm-generic).
    private static readonly (string Name, uint X64, uint Arm64)[] Refused =
    [
        ("socket", 41, 198),
        ("socketpair", 53, 199),
        ("connect", 42, 203),
        ("bind", 49, 200),
        ("listen", 50, 201),
        ("accept", 43, 202),
        ("accept4", 288, 242),
        ("ptrace", 101, 117),
        ("process_vm_readv", 310, 270),
        ("process_vm_writev", 311, 271),
        ("pidfd_getfd", 438, 438),
        ("mount", 165, 40),
        ("umount2", 166, 39),
        ("pivot_root", 155, 41),
        ("chroot", 161, 51),
        ("open_tree", 428, 428),
        ("move_mount", 429, 429),
        ("fsopen", 430, 430),
        ("fsconfig", 431, 431),
        ("fsmount", 432, 432),
        ("fspick", 433, 433),
        ("mount_setattr", 442, 442),
        ("unshare", 272, 97),
        ("setns", 308, 268),
        ("name_to_handle_at", 303, 264),
        ("open_by_handle_at", 304, 265),
        ("init_module", 175, 105),
        ("finit_module", 313, 273),
        ("delete_module", 176, 106),
        ("kexec_load", 246, 104),
        ("kexec_file_load", 320, 294),
        ("reboot", 169, 142),
        ("swapon", 167, 224),
        ("swapoff", 168, 225),
        ("acct", 163, 89),
        ("quotactl", 179, 60),
        ("syslog", 103, 116),
        ("bpf", 321, 280),
        ("perf_event_open", 298, 241),
        ("userfaultfd", 323, 282),
        ("io_uring_setup", 425, 425),
        ("io_uring_enter", 426, 426),
        ("io_uring_register", 427, 427),
        ("add_key", 248, 217),
        ("request_key", 249, 218),
        ("keyctl", 250, 219),
    ];

    /// <summary>Null on an architecture whose numbers are not written down here.</summary>
    public static byte[]? Build(Architecture architecture) =>
        architecture switch
        {
            Architecture.X64 => Build(0xc000003e, X32Bit, Refused.Select(call => call.X64)),
            Architecture.Arm64 => Build(0xc00000b7, null, Refused.Select(call => call.Arm64)),
            _ => null,
        };

    private static byte[] Build(uint auditArchitecture, uint? foreignFrom, IEnumerable<uint> numbers)
    {
        uint[] refused = [.. numbers];
        var program = new List<(ushort Code, byte IfTrue, byte IfFalse, uint Value)>
        {
            (LoadWord, 0, 0, ArchitectureOffset),
            (JumpEqual, 1, 0, auditArchitecture),
            (Return, 0, 0, Kill),
            (LoadWord, 0, 0, NumberOffset),
        };
        if (foreignFrom is { } from)
        {
            program.Add((JumpGreaterEqual, 0, 1, from));
            program.Add((Return, 0, 0, Kill));
        }

        for (var i = 0; i < refused.Length; i++)
            program.Add((JumpEqual, checked((byte)(refused.Length - i)), 0, refused[i]));
        program.Add((Return, 0, 0, Allow));
        program.Add((Return, 0, 0, RefuseWithPermission));

        var bytes = new byte[program.Count * 8];
        for (var i = 0; i < program.Count; i++)
        {
            var (code, ifTrue, ifFalse, value) = program[i];
            var place = bytes.AsSpan(8 * i);
            BinaryPrimitives.WriteUInt16LittleEndian(place, code);
            (place[2], place[3]) = (ifTrue, ifFalse);
            BinaryPrimitives.WriteUInt32LittleEndian(place[4..], value);
        }

        return bytes;
    }
}
