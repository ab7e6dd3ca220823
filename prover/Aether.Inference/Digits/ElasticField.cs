namespace Aether.Inference;

/// <summary>A smooth random displacement of the unit square: what makes two digits of one hand differ.</summary>
internal sealed class ElasticField
{
    private const int Cells = 4;

    private readonly double[] shiftX = new double[(Cells + 1) * (Cells + 1)];
    private readonly double[] shiftY = new double[(Cells + 1) * (Cells + 1)];

    /// <param name="random">Source of the displacements.</param>
    /// <param name="amplitude">Deviation of the displacement at a grid point, share of the square.</param>
    public ElasticField(DeterministicRandom random, double amplitude)
    {
        for (int i = 0; i < shiftX.Length; i++)
        {
            shiftX[i] = amplitude * random.NextNormal();
            shiftY[i] = amplitude * random.NextNormal();
        }
    }

    public (double X, double Y) Bend(double x, double y)
    {
        (int column, double tx) = Cell(x);
        (int row, double ty) = Cell(y);
        return (x + Between(shiftX, row, column, tx, ty), y + Between(shiftY, row, column, tx, ty));
    }

    private static (int Index, double Share) Cell(double position)
    {
        double scaled = Math.Clamp(position, 0, 1) * Cells;
        int index = Math.Min((int)scaled, Cells - 1);
        double t = scaled - index;
        return (index, t * t * (3 - 2 * t));
    }

    private static double Between(double[] grid, int row, int column, double tx, double ty)
    {
        int corner = row * (Cells + 1) + column;
        double upper = grid[corner] + tx * (grid[corner + 1] - grid[corner]);
        double lower = grid[corner + Cells + 1] + tx * (grid[corner + Cells + 2] - grid[corner + Cells + 1]);
        return upper + ty * (lower - upper);
    }
}
