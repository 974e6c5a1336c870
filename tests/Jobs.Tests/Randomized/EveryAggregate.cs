using Millrace.Core.Tests.Operators;

namespace Millrace.Jobs.Tests.Randomized;

[Record]
public readonly partial record struct Figures(
    Utf8String Key, Timestamp Start, long Count, long Sum, int Min, int Max, Utf8String LeastBy, int GreatestBy, double Average, double Variance, double Deviation,
    double PopulationVariance, double PopulationDeviation, long Distinct, long About, double P90, double Median, RecordList<int> Top, RecordList<Utf8String> Bottom,
    RecordList<int> All, long Odd, long SumOfOdd, int MaxOfOdd, double AverageOfOdd, long DistinctOfOdd, RecordList<int> TopOfOdd, long Parity, int Spread, int SpreadOfOdd);

/// <summary>Those of them that rows are gathered for before an exchange.</summary>
[Record]
public readonly partial record struct GatheredFigures(
    Utf8String Key, Timestamp Start, long Count, long Sum, int Min, int Max, int GreatestBy, double Average, double PopulationVariance, long About, double P90,
    RecordList<int> Top, long SumOfOdd, long Parity, int Spread);

/// <summary>Those of them that have an inverse, so that sliding windows subtract slices.</summary>
[Record]
public readonly partial record struct SubtractedFigures(Utf8String Key, Timestamp Start, long Count, long Sum, double Average, long Odd, long SumOfOdd, long Parity);

/// <summary>Every aggregate of a group, in windows of some kinds.</summary>
[Job]
public sealed partial class EveryAggregate
{
    internal RowsSource<Reading> Input { get; init; } = Rows.From(Array.Empty<Reading>());
    internal Duration Slack { get; init; }
    internal Duration Size { get; init; }
    internal Duration Slide { get; init; }
    internal Duration Gap { get; init; }
    internal int Most { get; init; }
    internal double Share { get; init; }
    internal List<(string Kind, string Text)> Results { get; } = [];

    private void Define(JobBuilder job)
    {
        var keyed = job.From(Input).EventTime(r => new Timestamp(r.Time), Slack).KeyBy(r => r.Sensor);
        keyed.Window(Tumbling.Every(Size)).DropLate()
            .Aggregate(g => new Figures(g.Key, g.Window.Start, g.Count(), g.Sum(r => r.Value), g.Min(r => r.Value), g.Max(r => r.Value),
                g.MinBy(r => (r.Value % 7, r.Value), r => r.Label), g.MaxBy(r => (r.Label, r.Value), r => r.Value), g.Average(r => r.Value),
                g.Variance(r => r.Value), g.StandardDeviation(r => r.Value), g.PopulationVariance(r => r.Value), g.PopulationStandardDeviation(r => r.Value),
                g.CountDistinct(r => r.Label), g.ApproximateCountDistinct(r => r.Label), g.Quantile(r => r.Value, Share), g.Median(r => r.Value),
                g.TopK(Most, by: r => r.Value % 5, thenBy: r => r.Value, value: r => r.Value), g.BottomK(Most, by: r => (r.Value % 3, r.Value), value: r => r.Label), g.ToList(r => r.Value),
                g.Where(r => r.Value % 2 != 0).Count(), g.Where(r => r.Value % 2 != 0).Sum(r => r.Value), g.Where(r => r.Value % 2 != 0).Max(r => r.Value),
                g.Where(r => r.Value % 2 != 0).Average(r => r.Value), g.Where(r => r.Value % 2 != 0).CountDistinct(r => r.Label),
                g.Where(r => r.Value % 2 != 0).TopK(Most, by: r => r.Value, value: r => r.Value),
                g.Aggregate(new Parity(), r => r.Value), g.Aggregate(new WidestOf(), r => r.Value), g.Where(r => r.Value % 2 != 0).Aggregate(new WidestOf(), r => r.Value)))
            .To(Rows.To(Results.Add, (Figures f) => ("tumbling", FigureText.Of(f))));
        keyed.Window(Sliding.Of(Size, every: Slide)).DropLate()
            .Aggregate(g => new Figures(g.Key, g.Window.Start, g.Count(), g.Sum(r => r.Value), g.Min(r => r.Value), g.Max(r => r.Value),
                g.MinBy(r => (r.Value % 7, r.Value), r => r.Label), g.MaxBy(r => (r.Label, r.Value), r => r.Value), g.Average(r => r.Value),
                g.Variance(r => r.Value), g.StandardDeviation(r => r.Value), g.PopulationVariance(r => r.Value), g.PopulationStandardDeviation(r => r.Value),
                g.CountDistinct(r => r.Label), g.ApproximateCountDistinct(r => r.Label), g.Quantile(r => r.Value, Share), g.Median(r => r.Value),
                g.TopK(Most, by: r => r.Value % 5, thenBy: r => r.Value, value: r => r.Value), g.BottomK(Most, by: r => (r.Value % 3, r.Value), value: r => r.Label), g.ToList(r => r.Value),
                g.Where(r => r.Value % 2 != 0).Count(), g.Where(r => r.Value % 2 != 0).Sum(r => r.Value), g.Where(r => r.Value % 2 != 0).Max(r => r.Value),
                g.Where(r => r.Value % 2 != 0).Average(r => r.Value), g.Where(r => r.Value % 2 != 0).CountDistinct(r => r.Label),
                g.Where(r => r.Value % 2 != 0).TopK(Most, by: r => r.Value, value: r => r.Value),
                g.Aggregate(new Parity(), r => r.Value), g.Aggregate(new WidestOf(), r => r.Value), g.Where(r => r.Value % 2 != 0).Aggregate(new WidestOf(), r => r.Value)))
            .To(Rows.To(Results.Add, (Figures f) => ("sliding", FigureText.Of(f))));
        keyed.Window(Session.WithGap(Gap)).DropLate()
            .Aggregate(g => new Figures(g.Key, g.Window.Start, g.Count(), g.Sum(r => r.Value), g.Min(r => r.Value), g.Max(r => r.Value),
                g.MinBy(r => (r.Value % 7, r.Value), r => r.Label), g.MaxBy(r => (r.Label, r.Value), r => r.Value), g.Average(r => r.Value),
                g.Variance(r => r.Value), g.StandardDeviation(r => r.Value), g.PopulationVariance(r => r.Value), g.PopulationStandardDeviation(r => r.Value),
                g.CountDistinct(r => r.Label), g.ApproximateCountDistinct(r => r.Label), g.Quantile(r => r.Value, Share), g.Median(r => r.Value),
                g.TopK(Most, by: r => r.Value % 5, thenBy: r => r.Value, value: r => r.Value), g.BottomK(Most, by: r => (r.Value % 3, r.Value), value: r => r.Label), g.ToList(r => r.Value),
                g.Where(r => r.Value % 2 != 0).Count(), g.Where(r => r.Value % 2 != 0).Sum(r => r.Value), g.Where(r => r.Value % 2 != 0).Max(r => r.Value),
                g.Where(r => r.Value % 2 != 0).Average(r => r.Value), g.Where(r => r.Value % 2 != 0).CountDistinct(r => r.Label),
                g.Where(r => r.Value % 2 != 0).TopK(Most, by: r => r.Value, value: r => r.Value),
                g.Aggregate(new Parity(), r => r.Value), g.Aggregate(new WidestOf(), r => r.Value), g.Where(r => r.Value % 2 != 0).Aggregate(new WidestOf(), r => r.Value)))
            .To(Rows.To(Results.Add, (Figures f) => ("session", FigureText.Of(f))));
        keyed.Window(Global.UntilEnd())
            .Aggregate(g => new Figures(g.Key, g.Window.Start, g.Count(), g.Sum(r => r.Value), g.Min(r => r.Value), g.Max(r => r.Value),
                g.MinBy(r => (r.Value % 7, r.Value), r => r.Label), g.MaxBy(r => (r.Label, r.Value), r => r.Value), g.Average(r => r.Value),
                g.Variance(r => r.Value), g.StandardDeviation(r => r.Value), g.PopulationVariance(r => r.Value), g.PopulationStandardDeviation(r => r.Value),
                g.CountDistinct(r => r.Label), g.ApproximateCountDistinct(r => r.Label), g.Quantile(r => r.Value, Share), g.Median(r => r.Value),
                g.TopK(Most, by: r => r.Value % 5, thenBy: r => r.Value, value: r => r.Value), g.BottomK(Most, by: r => (r.Value % 3, r.Value), value: r => r.Label), g.ToList(r => r.Value),
                g.Where(r => r.Value % 2 != 0).Count(), g.Where(r => r.Value % 2 != 0).Sum(r => r.Value), g.Where(r => r.Value % 2 != 0).Max(r => r.Value),
                g.Where(r => r.Value % 2 != 0).Average(r => r.Value), g.Where(r => r.Value % 2 != 0).CountDistinct(r => r.Label),
                g.Where(r => r.Value % 2 != 0).TopK(Most, by: r => r.Value, value: r => r.Value),
                g.Aggregate(new Parity(), r => r.Value), g.Aggregate(new WidestOf(), r => r.Value), g.Where(r => r.Value % 2 != 0).Aggregate(new WidestOf(), r => r.Value)))
            .To(Rows.To(Results.Add, (Figures f) => ("global", FigureText.Of(f))));
        keyed.Window(Tumbling.Every(Size)).DropLate()
            .Aggregate(g => new GatheredFigures(g.Key, g.Window.Start, g.Count(), g.Sum(r => r.Value), g.Min(r => r.Value), g.Max(r => r.Value),
                g.MaxBy(r => (r.Label, r.Value), r => r.Value), g.Average(r => r.Value), g.PopulationVariance(r => r.Value), g.ApproximateCountDistinct(r => r.Label),
                g.Quantile(r => r.Value, Share), g.TopK(Most, by: r => r.Value % 5, thenBy: r => r.Value, value: r => r.Value), g.Where(r => r.Value % 2 != 0).Sum(r => r.Value),
                g.Aggregate(new Parity(), r => r.Value), g.Aggregate(new WidestOf(), r => r.Value)))
            .To(Rows.To(Results.Add, (GatheredFigures f) => ("gathered", FigureText.Of(f))));
        keyed.Window(Sliding.Of(Size, every: Slide)).DropLate()
            .Aggregate(g => new SubtractedFigures(g.Key, g.Window.Start, g.Count(), g.Sum(r => r.Value), g.Average(r => r.Value), g.Where(r => r.Value % 2 != 0).Count(),
                g.Where(r => r.Value % 2 != 0).Sum(r => r.Value), g.Aggregate(new Parity(), r => r.Value)))
            .To(Rows.To(Results.Add, (SubtractedFigures f) => ("subtracted", FigureText.Of(f))));
    }
}
