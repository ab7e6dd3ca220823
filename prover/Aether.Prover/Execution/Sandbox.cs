using System.Collections.ObjectModel;
using System.Runtime.InteropServices;

namespace Aether.Prover.Execution;

/// <summary>
/// Where a child runs: in namespaces of its own by bubblewrap (no network, nothing of the disk but the runtime, this program and the model,
/// all read-only, no other process in sight) under a seccomp filter; or, where that cannot be had, with its own limits alone.
/// </summary>
public sealed class Sandbox
{
    private const string FilterName = "seccomp.bpf";

    /// <summary>What the runtime reads of a system beside /usr. Symbolic links where /usr is merged.</summary>
    private static readonly string[] SystemPaths = ["/lib", "/lib64", "/lib32", "/bin", "/sbin"];

    private readonly string? _bubblewrap;
    private readonly string? _filter;

    private Sandbox(string? bubblewrap, string? filter, string? missing) => (_bubblewrap, _filter, Missing) = (bubblewrap, filter, missing);

    /// <summary>Children with their own limits and nothing else.</summary>
    public static Sandbox None { get; } = new(null, null, "it is turned off");

    /// <summary>Why children are not isolated, in words; null when they are.</summary>
    public string? Missing { get; }

    /// <summary>Looks for what this system offers.</summary>
    /// <param name="folder">Where the filter is written; this program's own.</param>
    /// <param name="searchPath">Folders, separated by colons, in which bubblewrap is looked for; PATH when null.</param>
    public static Sandbox Find(string folder, string? searchPath = null)
    {
        if (!OperatingSystem.IsLinux())
            return new Sandbox(null, null, "namespaces and seccomp are Linux's, and this is another system");
        var folders = (searchPath ?? Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        if (folders.Select(entry => Path.Combine(entry, "bwrap")).FirstOrDefault(File.Exists) is not { } bubblewrap)
            return new Sandbox(
                null,
                null,
                "bubblewrap (bwrap) is not installed: apt install bubblewrap, or your system's package of that name"
            );
        if (SeccompFilter.Build(RuntimeInformation.ProcessArchitecture) is not { } filter)
            return new Sandbox(null, null, $"no seccomp filter is known for {RuntimeInformation.ProcessArchitecture}");
        Directory.CreateDirectory(folder);
        var path = Path.GetFullPath(Path.Combine(folder, FilterName));
        OwnerOnlyFile.Replace(path, filter);
        return new Sandbox(bubblewrap, path, null);
    }

    /// <summary>Puts a command line into the sandbox.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="readable">Files and folders it may read beside the system's.</param>
    internal IReadOnlyList<string> Wrap(IReadOnlyList<string> command, IEnumerable<string> readable)
    {
        if (_bubblewrap is null || _filter is null)
            return command;
        // bubblewrap takes the filter from an open file, which a shell hands over.
        var words = new Collection<string> { "/bin/sh", "-c", "exec \"$@\" 9<\"$0\"", _filter, _bubblewrap };
        // Not --die-with-parent: the kernel means the thread that started it, and threads of a pool come and go. A child ends by itself when
        // its input closes, and with its namespace when it is killed.
        Add("--unshare-all", "--new-session", "--cap-drop", "ALL", "--seccomp", "9");
        Add("--ro-bind", "/usr", "/usr");
        foreach (var path in SystemPaths)
        {
            if (new DirectoryInfo(path) is { LinkTarget: { } target })
                Add("--symlink", target, path);
            else
                Add("--ro-bind-try", path, path);
        }

        Add("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache");
        Add("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--chdir", "/tmp");
        // A GPU's device files, where there are any.
        foreach (var device in Directory.EnumerateFiles("/dev", "nvidia*"))
            Add("--dev-bind-try", device, device);
        foreach (var path in readable.Distinct(StringComparer.Ordinal))
            Add("--ro-bind", path, path);
        Add("--");
        return [.. words, .. command];

        void Add(params string[] more)
        {
            foreach (var word in more)
                words.Add(word);
        }
    }
}
