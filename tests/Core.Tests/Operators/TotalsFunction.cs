using Millrace.Memory;
using Millrace.Operators;

namespace Millrace.Core.Tests.Operators;

internal readonly struct TotalsFunction : IWindowFunction<Reading, Utf8String, Totals, TotalsResult>
{
    public static bool CanMerge => true;

    public Utf8String Key(in Reading row) => row.Sensor;

    public void Create(ref Totals acc, in Reading row, long time, StateHeap heap) => Add(ref acc, in row, time, heap);

    public void Add(ref Totals acc, in Reading row, long time, StateHeap heap)
    {
        Utf8String label = row.Label;
        int value = row.Value;
        acc.Count.Add();
        acc.Sum.Add(value);
        acc.Average.Add(value);
        acc.Min.Add(in label, heap);
        acc.Max.Add(in value, heap);
        acc.First.Add(in label, time, heap);
        acc.Last.Add(in value, time, heap);
    }

    public void Merge(ref Totals acc, in Totals other, StateHeap heap)
    {
        acc.Count.Merge(in other.Count);
        acc.Sum.Merge(in other.Sum);
        acc.Average.Merge(in other.Average);
        acc.Min.Merge(in other.Min, heap);
        acc.Max.Merge(in other.Max, heap);
        acc.First.Merge(in other.First, heap);
        acc.Last.Merge(in other.Last, heap);
    }

    public void Release(ref Totals acc, StateHeap heap)
    {
        acc.Min.Release(heap);
        acc.First.Release(heap);
    }

    public TotalsResult Result(in Utf8String key, Window window, in Totals acc) => new(key, window, acc.Count.Result, acc.Sum.Result,
        acc.Average.Result, acc.Min.Result, acc.Max.Result, acc.First.Result, acc.Last.Result);
}
