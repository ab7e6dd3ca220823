namespace Aether.Onnx;

/// <summary>Classes whose scales differ by powers of two only, since they are added: one base for all, an exponent each.</summary>
internal sealed class ScaleGroup
{
    // A scale this little below the wish clips a calibration value by 3 % rather than lose a bit.
    private const double Slack = 0.045;

    private readonly List<ScaleClass> members;
    private ScaleGroup? parent;

    public ScaleGroup(ScaleClass first) => members = [first];

    private ScaleGroup Root => parent is null ? this : parent = parent.Root;

    public void Join(ScaleGroup other)
    {
        (ScaleGroup a, ScaleGroup b) = (Root, other.Root);
        if (a == b)
            return;
        a.members.AddRange(b.members);
        b.parent = a;
    }

    /// <summary>Chooses the scales of all members; the base is the one that wastes fewest bits.</summary>
    public void Solve()
    {
        List<ScaleClass> classes = [.. Root.members.Select(member => member.Root).Distinct()];
        ScaleClass? given = classes.Find(member => member.IsFixed);
        double best = given?.Scale ?? 0;
        double least = double.PositiveInfinity;
        foreach (ScaleClass candidate in given is null ? classes : [])
        {
            double waste = classes.Sum(member => Exponent(member, candidate.Wish) - Math.Log2(member.Wish / candidate.Wish));
            if (waste < least)
                (best, least) = (candidate.Wish, waste);
        }
        foreach (ScaleClass member in classes.Where(member => !member.IsFixed))
            member.Scale = best * Math.Pow(2, Exponent(member, best));
    }

    private static double Exponent(ScaleClass member, double unit) => Math.Ceiling(Math.Log2(member.Wish / unit) - Slack);
}
