using System.Globalization;

namespace Millrace.Core.Tests.Operators;

internal readonly record struct TotalsResult(Utf8String Sensor, Window Window, long Count, long Sum, double Average, Utf8String Min,
    int Max, Utf8String First, int Last)
{
    /// <summary>The result as managed text, which outlives the pane.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture,
        $"{Sensor} {Window.Start.Microseconds} {Count} {Sum} {Average:R} {Min} {Max} {First} {Last}");

    /// <summary>What windows of <paramref name="sizeUs"/> should give, in no order, worked out slowly.</summary>
    public static IEnumerable<string> Expected(IEnumerable<Reading> rows, long sizeUs, long offsetUs = 0) => rows
        .Select((row, i) => (Row: row, Order: i))
        .GroupBy(item => (Sensor: item.Row.Sensor.ToString(), Start: (long)Math.Floor((item.Row.Time - offsetUs) / (double)sizeUs) * sizeUs + offsetUs))
        .Select(group => new TotalsResult(group.Key.Sensor, new Window(new(group.Key.Start), new(group.Key.Start + sizeUs)),
            group.Count(), group.Sum(item => (long)item.Row.Value), group.Sum(item => (long)item.Row.Value) / (double)group.Count(),
            group.Min(item => item.Row.Label), group.Max(item => item.Row.Value),
            group.OrderBy(item => item.Row.Time).ThenBy(item => item.Order).First().Row.Label,
            group.OrderBy(item => item.Row.Time).ThenBy(item => item.Order).Last().Row.Value).Text);
}
