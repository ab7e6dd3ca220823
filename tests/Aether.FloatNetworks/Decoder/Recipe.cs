namespace Aether.FloatNetworks;

/// <summary>All that decides a trained decoder.</summary>
/// <param name="Steps">Batches.</param>
/// <param name="Rate">Largest rate of Adam; rises over the first twentieth, falls as a cosine to a twentieth of it.</param>
/// <param name="Decay">Share of a matrix that a step of rate 1 would take away.</param>
internal sealed record Recipe(DecoderShape Shape, ulong Seed, int Sequences, int Steps, int Batch, double Rate, double Decay)
{
    public double RateAt(int step)
    {
        int rise = Math.Max(1, Steps / 20);
        double done = Math.Max(0, step - rise) / (double)Math.Max(1, Steps - rise);
        return Rate * Math.Min(1, (step + 1.0) / rise) * (0.525 + 0.475 * Math.Cos(Math.PI * done));
    }
}
