using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Aether.Indexer.Status;

/// <summary>Counts warnings and errors by their number, beside whatever writes them: what is worth a line is worth a figure.</summary>
[ProviderAlias("alarms")]
public sealed class AlarmCounter(TimeProvider timeProvider) : ILoggerProvider
{
    private const int TextMax = 300;

    // Messages have fixed numbers, so there are as many entries as messages.
    private readonly ConcurrentDictionary<int, Alarm> _alarms = new();

    public IReadOnlyList<Alarm> Alarms => [.. _alarms.Values.OrderBy(alarm => alarm.Id)];

    public ILogger CreateLogger(string categoryName) => new Counter(this);

    public void Dispose() { }

    private void Count(EventId id, LogLevel level, string text)
    {
        var cut = text.Length <= TextMax ? text : $"{text[..TextMax]}...";
        var now = timeProvider.GetUtcNow();
        _alarms.AddOrUpdate(
            id.Id,
            _ => new Alarm(id.Id, id.Name ?? "", level.ToString(), 1, now, cut),
            (_, alarm) => alarm with { Count = alarm.Count + 1, LastAt = now, Last = cut }
        );
    }

    private sealed class Counter(AlarmCounter counter) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            // Without a number it is a library's.
            if (IsEnabled(logLevel) && eventId.Id != 0)
                counter.Count(eventId, logLevel, formatter(state, exception));
        }
    }
}
