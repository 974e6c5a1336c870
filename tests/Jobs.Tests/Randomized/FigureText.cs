using System.Globalization;
using Millrace.Core.Tests.Operators;

namespace Millrace.Jobs.Tests.Randomized;

/// <summary>Figures as text, and the same worked out slowly. Means and variances have nine digits, since partial sums may come in any order.</summary>
internal static class FigureText
{
    public static string Of(Figures f) => Of(f.Key, f.Start, f.Count, f.Sum, f.Min, f.Max, f.LeastBy, f.GreatestBy, f.Average, f.Variance, f.Deviation, f.PopulationVariance,
        f.PopulationDeviation, f.Distinct, f.About, f.P90, f.Median, List(f.Top.ToArray()), List(f.Bottom.ToArray()), List(f.All.ToArray().Order()), f.Odd, f.SumOfOdd, f.MaxOfOdd,
        f.AverageOfOdd, f.DistinctOfOdd, List(f.TopOfOdd.ToArray()), f.Parity, f.Spread, f.SpreadOfOdd);

    public static string Of(GatheredFigures f) => Of(f.Key, f.Start, f.Count, f.Sum, f.Min, f.Max, f.GreatestBy, f.Average, f.PopulationVariance, f.About, f.P90, List(f.Top.ToArray()),
        f.SumOfOdd, f.Parity, f.Spread);

    public static string Of(SubtractedFigures f) => Of(f.Key, f.Start, f.Count, f.Sum, f.Average, f.Odd, f.SumOfOdd, f.Parity);

    public static string Expected(string kind, string key, long start, IReadOnlyList<Reading> rows, int most, double share)
    {
        int[] values = [.. rows.Select(row => row.Value)];
        int[] odd = [.. values.Where(value => value % 2 != 0)];
        var top = values.OrderByDescending(value => value % 5).ThenBy(value => value).Take(most);
        int greatestBy = rows.MaxBy(row => (row.Label, row.Value)).Value;
        long labels = rows.Select(row => row.Label).Distinct().Count(), sumOfOdd = odd.Sum(value => (long)value);
        double mean = values.Average(), squares = values.Sum(value => (value - mean) * (value - mean)), variance = values.Length == 1 ? double.NaN : squares / (values.Length - 1);
        long parity = (odd.Length * 1_000L) - (values.Length - odd.Length);
        var time = new Timestamp(start);
        return kind switch
        {
            "subtracted" => Of(key, time, values.Length, values.Sum(value => (long)value), mean, odd.Length, sumOfOdd, parity),
            "gathered" => Of(key, time, values.Length, values.Sum(value => (long)value), values.Min(), values.Max(), greatestBy, mean, squares / values.Length, labels,
                Quantile(values, share), List(top), sumOfOdd, parity, values.Max() - values.Min()),
            _ => Of(key, time, values.Length, values.Sum(value => (long)value), values.Min(), values.Max(), rows.MinBy(row => (row.Value % 7, row.Value)).Label, greatestBy, mean,
                variance, Math.Sqrt(variance), squares / values.Length, Math.Sqrt(squares / values.Length), labels, labels, Quantile(values, share), Quantile(values, 0.5), List(top),
                List(rows.OrderBy(row => row.Value % 3).ThenBy(row => row.Value).Take(most).Select(row => row.Label)), List(values.Order()), odd.Length, sumOfOdd,
                odd.DefaultIfEmpty(0).Max(), odd.Length == 0 ? double.NaN : odd.Average(), rows.Where(row => row.Value % 2 != 0).Select(row => row.Label).Distinct().Count(),
                List(odd.OrderDescending().Take(most)), parity, values.Max() - values.Min(), odd.Length == 0 ? -1 : odd.Max() - odd.Min()),
        };
    }

    /// <summary>The least of the values that at least a share of all do not exceed.</summary>
    private static double Quantile(int[] values, double share) => values.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(share * values.Length) - 1));

    private static string List<T>(IEnumerable<T> values) => $"[{string.Join(", ", values)}]";

    private static string Of(params object[] values) => string.Join(' ', values.Select(value => value is double number ? Rounded(number) : value.ToString()));

    // Scaled, since means of few whole numbers lie half way between two such roundings more often than not.
    private static string Rounded(double number) => number == 0 ? "0" : (number * 1.000001234567).ToString("E8", CultureInfo.InvariantCulture);
}
