using System.Globalization;
using System.Text;

namespace Aether.Simulation;

/// <summary>One chart of lines over evenly spaced marks, as SVG, with its legend below.</summary>
/// <param name="x">Left edge of the area.</param>
/// <param name="y">Upper edge.</param>
/// <param name="width">Of the area alone, without marks.</param>
/// <param name="height">Likewise.</param>
internal sealed class Chart(int x, int y, int width, int height)
{
    private const int LegendLine = 17;
    private readonly List<(string Name, string Colour, string Dash, decimal[] Values)> _lines = [];

    public required string Title { get; init; }
    public required string Across { get; init; }
    public required string Up { get; init; }
    public required IReadOnlyList<string> Marks { get; init; }

    /// <summary>The value at the upper edge.</summary>
    public required int Top { get; init; }

    /// <summary>Between two grid lines.</summary>
    public required int Step { get; init; }

    /// <param name="dash">As SVG's stroke-dasharray; empty for a full line.</param>
    public void Add(string name, string colour, string dash, IEnumerable<decimal> values) => _lines.Add((name, colour, dash, [.. values]));

    public void Draw(StringBuilder svg)
    {
        Text(svg, x, y - 20, Title, "font-weight=\"bold\" font-size=\"15\"");
        for (int value = 0; value <= Top; value += Step)
        {
            string at = Number(Y(value));
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x} {at}h{width}\" stroke=\"#ddd\"/>\n");
            Text(svg, x - 8, Y(value) + 4, $"{value}", "text-anchor=\"end\"");
        }
        for (int i = 0; i < Marks.Count; i++)
            Text(svg, X(i), y + height + 18, Marks[i], "text-anchor=\"middle\"");
        Text(svg, x + (width / 2m), y + height + 38, Across, "text-anchor=\"middle\"");
        Text(svg, 0, 0, Up, $"text-anchor=\"middle\" transform=\"translate({x - 40} {y + (height / 2)}) rotate(-90)\"");
        for (int line = 0; line < _lines.Count; line++)
        {
            (string name, string colour, string dash, decimal[] values) = _lines[line];
            string stroke = $"stroke=\"{colour}\" stroke-width=\"2\"" + (dash.Length == 0 ? "" : $" stroke-dasharray=\"{dash}\"");
            string points = string.Join(' ', values.Select((value, i) => $"{Number(X(i))},{Number(Y(value))}"));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" {stroke}/>\n");
            int below = y + height + 64 + (line * LegendLine);
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x} {below - 4}h28\" {stroke}/>\n");
            Text(svg, x + 36, below, name, "");
        }
    }

    private decimal X(int mark) => x + (width * (mark + 0.5m) / Marks.Count);

    private decimal Y(decimal value) => y + height - (height * value / Top);

    private static void Text(StringBuilder svg, decimal atX, decimal atY, string text, string attributes) =>
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{Number(atX)}\" y=\"{Number(atY)}\"{(attributes.Length == 0 ? "" : " ")}{attributes}>{text}</text>\n"
        );

    private static string Number(decimal value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
