namespace Aether.Prover.Execution;

/// <summary>How much isolation a policy asks for.</summary>
public enum SandboxMode
{
    /// <summary>What the system offers; what is missing is said.</summary>
    Auto,

    /// <summary>All of it, or no start.</summary>
    Required,

    /// <summary>A child's own limits alone.</summary>
    Off,
}

/// <summary>Chooses how children run, and tries it before a Job depends on it.</summary>
/// <param name="Executor">Runs models so.</param>
/// <param name="Missing">What the isolation lacks, in words; null when a child that tried to get out reached nothing.</param>
/// <param name="Probe">What the child said of its backend.</param>
public sealed record SandboxCheck(ModelProcess Executor, string? Missing, SandboxProbe Probe)
{
    /// <param name="folder">This program's own: the filter is written there, and no child may see it.</param>
    /// <param name="executable">See <see cref="ModelProcess"/>.</param>
    /// <exception cref="ChildFailedException">No child can be started at all.</exception>
    public static async Task<SandboxCheck> RunAsync(
        ExecutionLimits limits,
        SandboxMode mode,
        string folder,
        CancellationToken cancellationToken,
        string? executable = null
    )
    {
        var sandbox = mode == SandboxMode.Off ? Sandbox.None : Sandbox.Find(folder);
        var bare = new ModelProcess(limits, Sandbox.None, executable);
        var secret = Path.Combine(folder, $".probe-{Guid.NewGuid():N}");
        OwnerOnlyFile.WriteNew(secret, [1]);
        try
        {
            var missing = sandbox.Missing;
            if (missing is null)
            {
                try
                {
                    var executor = new ModelProcess(limits, sandbox, executable);
                    var probe = await executor.ProbeAsync(secret, cancellationToken);
                    return new SandboxCheck(executor, probe.Holes.Count == 0 ? null : string.Join(", ", probe.Holes), probe);
                }
                catch (ChildFailedException e)
                {
                    // Namespaces may be forbidden to this account; bubblewrap says so.
                    missing = $"bubblewrap cannot be used here: {e.Message}";
                }
            }

            var open = await bare.ProbeAsync(secret, cancellationToken);
            return new SandboxCheck(bare, $"{missing}; so {string.Join(", ", open.Holes)}", open);
        }
        finally
        {
            File.Delete(secret);
        }
    }
}
