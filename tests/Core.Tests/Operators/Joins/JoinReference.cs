using Millrace.Operators;

namespace Millrace.Core.Tests.Operators.Joins;

/// <summary>Joins as loops over all pairs, of rows that are not late. Rows are told apart by their values, which are different.</summary>
internal static class JoinReference
{
    /// <summary>Pairs whose times lie within an interval, and rows of the sides that are kept without a partner, each with the time of its result.</summary>
    public static IEnumerable<(long Time, Pair Row)> Interval(IReadOnlyList<Reading> lefts, IReadOnlyList<Reading> rights, IntervalSpec interval, bool keepsLeft, bool keepsRight)
    {
        var matched = new HashSet<int>();
        foreach (var left in lefts)
        {
            foreach (var right in rights)
            {
                var difference = (Int128)right.Time - left.Time;
                if (left.Sensor != right.Sensor || difference < interval.LowerUs || difference > interval.UpperUs) continue;
                yield return (Math.Max(left.Time, right.Time), new Pair(left, right));
                matched.Add(left.Value);
                matched.Add(right.Value);
            }
        }
        foreach (var row in lefts.Where(row => keepsLeft && !matched.Contains(row.Value))) yield return (row.Time, new Pair(row, null));
        foreach (var row in rights.Where(row => keepsRight && !matched.Contains(row.Value))) yield return (row.Time, new Pair(null, row));
    }

    /// <summary>Each left row with the latest right row at or before its time; of equal times, the one that came last.</summary>
    public static IEnumerable<(long Time, Pair Row)> AsOf(IReadOnlyList<Reading> lefts, IReadOnlyList<Reading> rights, bool keepsLeft)
    {
        foreach (var left in lefts)
        {
            Reading? version = null;
            foreach (var right in rights)
            {
                if (right.Sensor == left.Sensor && right.Time <= left.Time && (version is not { } found || right.Time >= found.Time)) version = right;
            }
            if (version is not null || keepsLeft) yield return (left.Time, new Pair(left, version));
        }
    }
}
