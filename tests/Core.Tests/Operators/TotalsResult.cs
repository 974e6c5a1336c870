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
        .GroupBy(row => (Sensor: row.Sensor.ToString(), Start: (long)Math.Floor((row.Time - offsetUs) / (double)sizeUs) * sizeUs + offsetUs))
        .Select(group => Of(group.Key.Sensor, group.Key.Start, group.Key.Start + sizeUs, [.. group]));

    /// <summary>What the rows of one sensor in one window should give, worked out slowly.</summary>
    public static string Of(string sensor, long start, long end, IReadOnlyList<Reading> rows) => new TotalsResult(
        sensor, new Window(new(start), new(end)), rows.Count, rows.Sum(row => (long)row.Value), rows.Sum(row => (long)row.Value) / (double)rows.Count,
        rows.Min(row => row.Label), rows.Max(row => row.Value),
        // Sorting keeps the order of rows of one time.
        rows.OrderBy(row => row.Time).First().Label, rows.OrderBy(row => row.Time).Last().Value).Text;

    /// <summary>The part of it that has an inverse.</summary>
    public static string SumsOf(string sensor, long start, long end, IReadOnlyList<Reading> rows) => new TotalsResult(
        sensor, new Window(new(start), new(end)), rows.Count, rows.Sum(row => (long)row.Value), rows.Sum(row => (long)row.Value) / (double)rows.Count,
        default, 0, default, 0).Text;
}
