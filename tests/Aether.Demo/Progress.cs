using System.Globalization;

namespace Aether.Demo;

/// <summary>A line per step with the time it began, and how long each took for the report.</summary>
public sealed class Progress(TimeProvider time, Action<string> print)
{
    private readonly long _started = time.GetTimestamp();
    private readonly List<(string Name, double Seconds)> _steps = [];
    private (string Name, long At)? _current;

    public double ElapsedSeconds => time.GetElapsedTime(_started).TotalSeconds;

    /// <summary>The finished steps, in order, in seconds.</summary>
    public IReadOnlyList<(string Name, double Seconds)> Steps => _steps;

    public void Step(string name)
    {
        Finish();
        _current = (name, time.GetTimestamp());
        Say(name);
    }

    public void Say(string line) => print(string.Create(CultureInfo.InvariantCulture, $"[{ElapsedSeconds, 6:F1} s] {line}"));

    public void Finish()
    {
        if (_current is { } step)
            _steps.Add((step.Name, Math.Round(time.GetElapsedTime(step.At).TotalSeconds, 3)));
        _current = null;
    }
}
