using System.Globalization;
using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;

namespace Millrace.Core.Tests.Operators;

using Best = ExtremeBySlot<int, Reversed<int, Int32Record>, Utf8String, Utf8StringRecord>;
using Custom = AggregateSlot<Utf8String, Utf8StringRecord>;
using Labels = ListSlot<Utf8String, Utf8StringRecord>;
using Latest = EvictedRowsSlot<Reading, Reading>;
using Least = ExtremeSlot<Utf8String, Utf8StringRecord>;
using Rows = RowsSlot<Reading, Reading>;
using Top = TopSlot<ThenBy<Utf8String, int>, ThenByRecord<Utf8String, Utf8StringRecord, int, Int32Record>, Utf8String, Utf8StringRecord>;

/// <summary>The accumulator that the generator would write for a window with one of every aggregate.</summary>
internal struct Every : IRecord<Every>
{
    public CountSlot Count;
    public SumSlot<long> Sum;
    public SumSlot<double> Doubles;
    public SumSlot<decimal> Decimals;
    public AverageSlot<long> Average;
    public DecimalAverageSlot DecimalAverage;
    public VarianceSlot Variance;
    public Least Min;
    public Best Best;
    public FirstSlot<Utf8String, Utf8StringRecord> First;
    public LastSlot<Utf8String, Utf8StringRecord> Last;
    public Top Top;
    public Labels List;
    public DistinctSlot<Utf8String, Utf8StringRecord> Distinct;
    public DistinctSlot<int, Int32Record> DistinctNumbers;
    public ApproximateDistinctSlot<Utf8String, Utf8StringRecord> Approximate;
    public QuantileSlot Quantile;
    public Custom Longest;
    public Rows All;
    public Latest Latest;

    public static bool HasText => true;

    public static int TextBytes(in Every row) => Least.TextBytes(in row.Min) + Best.TextBytes(in row.Best)
        + FirstSlot<Utf8String, Utf8StringRecord>.TextBytes(in row.First) + LastSlot<Utf8String, Utf8StringRecord>.TextBytes(in row.Last)
        + Top.TextBytes(in row.Top) + Labels.TextBytes(in row.List) + DistinctSlot<Utf8String, Utf8StringRecord>.TextBytes(in row.Distinct)
        + DistinctSlot<int, Int32Record>.TextBytes(in row.DistinctNumbers) + ApproximateDistinctSlot<Utf8String, Utf8StringRecord>.TextBytes(in row.Approximate)
        + QuantileSlot.TextBytes(in row.Quantile) + Custom.TextBytes(in row.Longest) + Rows.TextBytes(in row.All) + Latest.TextBytes(in row.Latest);

    public static void MoveText(ref Every row, ref TextArea area)
    {
        Least.MoveText(ref row.Min, ref area);
        Best.MoveText(ref row.Best, ref area);
        FirstSlot<Utf8String, Utf8StringRecord>.MoveText(ref row.First, ref area);
        LastSlot<Utf8String, Utf8StringRecord>.MoveText(ref row.Last, ref area);
        Top.MoveText(ref row.Top, ref area);
        Labels.MoveText(ref row.List, ref area);
        DistinctSlot<Utf8String, Utf8StringRecord>.MoveText(ref row.Distinct, ref area);
        DistinctSlot<int, Int32Record>.MoveText(ref row.DistinctNumbers, ref area);
        ApproximateDistinctSlot<Utf8String, Utf8StringRecord>.MoveText(ref row.Approximate, ref area);
        QuantileSlot.MoveText(ref row.Quantile, ref area);
        Custom.MoveText(ref row.Longest, ref area);
        Rows.MoveText(ref row.All, ref area);
        Latest.MoveText(ref row.Latest, ref area);
    }

    public static void Rebase(ref Every row, in Rebase rebase)
    {
        Least.Rebase(ref row.Min, in rebase);
        Best.Rebase(ref row.Best, in rebase);
        FirstSlot<Utf8String, Utf8StringRecord>.Rebase(ref row.First, in rebase);
        LastSlot<Utf8String, Utf8StringRecord>.Rebase(ref row.Last, in rebase);
        Top.Rebase(ref row.Top, in rebase);
        Labels.Rebase(ref row.List, in rebase);
        DistinctSlot<Utf8String, Utf8StringRecord>.Rebase(ref row.Distinct, in rebase);
        DistinctSlot<int, Int32Record>.Rebase(ref row.DistinctNumbers, in rebase);
        ApproximateDistinctSlot<Utf8String, Utf8StringRecord>.Rebase(ref row.Approximate, in rebase);
        QuantileSlot.Rebase(ref row.Quantile, in rebase);
        Custom.Rebase(ref row.Longest, in rebase);
        Rows.Rebase(ref row.All, in rebase);
        Latest.Rebase(ref row.Latest, in rebase);
    }

    public static ulong Hash(in Every row) => throw new NotSupportedException();
    public static bool AreEqual(in Every left, in Every right) => throw new NotSupportedException();
    public static int Compare(in Every left, in Every right) => throw new NotSupportedException();
}

/// <summary>The longest label, of equal ones the first in order, with a start that is not inline.</summary>
internal readonly struct LongestText : IAggregate<Utf8String, Utf8String, Utf8String>
{
    public Utf8String Create() => "the label before the first";

    public void Add(ref Utf8String acc, in Utf8String value) => acc = value.Length != acc.Length ? (value.Length > acc.Length ? value : acc) : Utf8StringRecord.Compare(in value, in acc) < 0 ? value : acc;

    public void Merge(ref Utf8String acc, in Utf8String other) => Add(ref acc, in other);

    public Utf8String Result(in Utf8String acc) => acc;
}

/// <summary>Results as text.</summary>
internal readonly struct EveryFunction : IWindowFunction<Reading, Utf8String, Every, string>
{
    private const int Most = 3;

    private static readonly EvictSpec Evict = new(4, 0);

    public static bool CanMerge => false;

    public Utf8String Key(in Reading row) => row.Sensor;

    public void Create(ref Every acc, in Reading row, long time, StateHeap heap) => Add(ref acc, in row, time, heap);

    public void Add(ref Every acc, in Reading row, long time, StateHeap heap)
    {
        Utf8String label = row.Label;
        int value = row.Value;
        var longest = default(LongestText);
        acc.Count.Add();
        acc.Sum.Add(value);
        acc.Doubles.Add(value / 7.0);
        acc.Decimals.Add(value / 100m);
        acc.Average.Add(value);
        acc.DecimalAverage.Add(value / 100m);
        acc.Variance.Add(value / 3.0);
        acc.Min.Add(in label, heap);
        acc.Best.Add(in value, in label, time, heap);
        acc.First.Add(in label, time, heap);
        acc.Last.Add(in label, time, heap);
        acc.Top.Add(Most, new(label, value), in label, time, heap);
        acc.List.Add(in label, time, heap);
        acc.Distinct.Add(in label, heap);
        acc.DistinctNumbers.Add(in value, heap);
        acc.Approximate.Add(in label, heap);
        acc.Quantile.Add(value, heap);
        if (value % 3 == 0) acc.Longest.Add<Utf8String, Utf8String, LongestText>(ref longest, in label, heap);
        acc.All.Add(in row, heap);
        acc.Latest.Add(in Evict, in row, time, heap);
    }

    public void Merge(ref Every acc, in Every other, StateHeap heap)
    {
        var longest = default(LongestText);
        acc.Count.Merge(in other.Count);
        acc.Sum.Merge(in other.Sum);
        acc.Doubles.Merge(in other.Doubles);
        acc.Decimals.Merge(in other.Decimals);
        acc.Average.Merge(in other.Average);
        acc.DecimalAverage.Merge(in other.DecimalAverage);
        acc.Variance.Merge(in other.Variance);
        acc.Min.Merge(in other.Min, heap);
        acc.Best.Merge(in other.Best, heap);
        acc.First.Merge(in other.First, heap);
        acc.Last.Merge(in other.Last, heap);
        acc.Top.Merge(Most, in other.Top, heap);
        acc.List.Merge(in other.List, heap);
        acc.Distinct.Merge(in other.Distinct, heap);
        acc.DistinctNumbers.Merge(in other.DistinctNumbers, heap);
        acc.Approximate.Merge(in other.Approximate, heap);
        acc.Quantile.Merge(in other.Quantile, heap);
        acc.Longest.Merge<Utf8String, Utf8String, LongestText>(ref longest, in other.Longest, heap);
        acc.All.Merge(in other.All, heap);
        acc.Latest.Merge(in other.Latest, heap);
    }

    public void Release(ref Every acc, StateHeap heap)
    {
        acc.Min.Release(heap);
        acc.Best.Release(heap);
        acc.First.Release(heap);
        acc.Last.Release(heap);
        acc.Top.Release(heap);
        acc.List.Release(heap);
        acc.Distinct.Release(heap);
        acc.DistinctNumbers.Release(heap);
        acc.Approximate.Release(heap);
        acc.Quantile.Release(heap);
        acc.Longest.Release(heap);
        acc.All.Release(heap);
        acc.Latest.Release(heap);
    }

    public string Result(in Utf8String key, Window window, in Every acc)
    {
        var longest = default(LongestText);
        List<string> all = [], latest = [];
        foreach (ref readonly var row in acc.All.Result) all.Add($"{row.Time} {row.Value} {row.Label}");
        foreach (ref readonly var row in acc.Latest.Result) latest.Add($"{row.Time} {row.Value} {row.Label}");
        return string.Create(CultureInfo.InvariantCulture, $"{key} {window}|{acc.Count.Result} {acc.Sum.Result} {acc.Decimals.Result} {acc.Average.Result:R} {acc.DecimalAverage.Result}")
            + $"|{acc.Min.Result} {acc.Best.Result} {acc.First.Result} {acc.Last.Result} {acc.Longest.Result<Utf8String, Utf8String, LongestText>(ref longest)}"
            + $"|{string.Join(',', acc.Top.Result.ToArray())}|{string.Join(',', acc.List.Result.ToArray())}|{acc.Distinct.Result} {acc.DistinctNumbers.Result} {acc.Approximate.Result} {acc.Quantile.Quantile(0.7)}"
            // What rounds or keeps an order stands last.
            + string.Create(CultureInfo.InvariantCulture, $"||{acc.Doubles.Result:R} {acc.Variance.Variance:R}|{string.Join(',', all)}|{string.Join(',', latest)}");
    }
}
