using Millrace.Memory;
using Millrace.Operators;

namespace Millrace.Core.Tests.Operators;

internal readonly struct SumsFunction : IWindowFunction<Reading, Utf8String, Sums, TotalsResult>
{
    public static bool CanMerge => true;

    public static bool CanRetract => true;

    public Utf8String Key(in Reading row) => row.Sensor;

    public void Create(ref Sums acc, in Reading row, long time, StateHeap heap) => Add(ref acc, in row, time, heap);

    public void Add(ref Sums acc, in Reading row, long time, StateHeap heap)
    {
        acc.Count.Add();
        acc.Sum.Add(row.Value);
        acc.Average.Add(row.Value);
    }

    public void Merge(ref Sums acc, in Sums other, StateHeap heap)
    {
        acc.Count.Merge(in other.Count);
        acc.Sum.Merge(in other.Sum);
        acc.Average.Merge(in other.Average);
    }

    public void Retract(ref Sums acc, in Sums other)
    {
        acc.Count.Retract(in other.Count);
        acc.Sum.Retract(in other.Sum);
        acc.Average.Retract(in other.Average);
    }

    public void Release(ref Sums acc, StateHeap heap) { }

    public TotalsResult Result(in Utf8String key, Window window, in Sums acc) =>
        new(key, window, acc.Count.Result, acc.Sum.Result, acc.Average.Result, default, 0, default, 0);
}
