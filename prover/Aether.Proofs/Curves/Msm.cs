namespace Aether.Proofs;

/// <summary>Multi-scalar multiplication: the sum of k_i P_i.</summary>
/// <remarks>
/// Pippenger with signed digits. The points of a window are sorted by bucket and added in pairs, level by level, until each bucket holds one
/// point: every level is one long batch of affine additions without conflicts. The result is exact, so it does not depend on the plan, on
/// threads or on the width of vectors.
/// </remarks>
public static class Msm
{
    /// <summary>As the other one, with a plan made for these scalars on one thread.</summary>
    public static G1Point Run(ReadOnlyMemory<G1Point> points, ReadOnlyMemory<Fr> scalars, CancellationToken cancellation = default) =>
        Run(points, scalars, MsmPlan.For(scalars.Span), null, cancellation);

    /// <param name="points">At least as many as scalars; infinity is allowed.</param>
    /// <param name="plan">Made for so many scalars of at most so many bits.</param>
    /// <param name="progress">Told the share done, from 0 to 1, after each part.</param>
    /// <exception cref="ArgumentException">The plan is for other scalars, or there are too few points.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; at most one part (a window) goes on meanwhile.</exception>
    public static G1Point Run(
        ReadOnlyMemory<G1Point> points,
        ReadOnlyMemory<Fr> scalars,
        MsmPlan plan,
        IProgress<double>? progress,
        CancellationToken cancellation
    ) => Run(points, scalars, plan, FieldVector<BaseModulus>.Widest, progress, cancellation);

    internal static G1Point Run(
        ReadOnlyMemory<G1Point> points,
        ReadOnlyMemory<Fr> scalars,
        MsmPlan plan,
        FieldVector<BaseModulus> field,
        IProgress<double>? progress,
        CancellationToken cancellation
    )
    {
        if (plan.Count != scalars.Length || points.Length < scalars.Length)
            throw new ArgumentException(
                $"A plan for {plan.Count} points does not fit {scalars.Length} scalars and {points.Length} points.",
                nameof(plan)
            );
        if (plan.Count == 0)
            return default;
        cancellation.ThrowIfCancellationRequested();
        SignedScalars digits = new(scalars.Span, plan);
        int parts = plan.Windows * plan.Chunks;
        G1Jacobian[] sums = new G1Jacobian[parts];
        int done = 0;
        void Part(int part, MsmWorkspace workspace)
        {
            int first = part % plan.Chunks * plan.ChunkSize;
            int count = Math.Min(plan.ChunkSize, plan.Count - first);
            if (count > 0)
                sums[part] = workspace.WindowSum(points.Span, digits, part / plan.Chunks, first, count, cancellation);
            progress?.Report((double)Interlocked.Increment(ref done) / parts);
        }
        if (plan.Threads == 1)
        {
            MsmWorkspace workspace = new(plan, field);
            for (int part = 0; part < parts; part++)
                Part(part, workspace);
        }
        else
        {
            Parallel.For(
                0,
                parts,
                new ParallelOptions { MaxDegreeOfParallelism = plan.Threads, CancellationToken = cancellation },
                () => new MsmWorkspace(plan, field),
                (part, _, workspace) =>
                {
                    Part(part, workspace);
                    return workspace;
                },
                _ => { }
            );
        }
        G1Jacobian sum = default;
        for (int window = plan.Windows - 1; window >= 0; window--)
        {
            for (int i = 0; i < plan.Window && !sum.IsInfinity; i++)
                sum = sum.Doubled();
            for (int chunk = 0; chunk < plan.Chunks; chunk++)
                sum += sums[window * plan.Chunks + chunk];
        }
        return sum.ToAffine();
    }
}
