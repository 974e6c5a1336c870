using System.Runtime.CompilerServices;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Rows that a function has made, until its operator hands them on. Thread: the subtask's.</summary>
internal sealed class RowBuffer<T>
{
    private T[] _rows = new T[16];
    private long[] _times = new long[16];

    public int Count { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in T row, long time)
    {
        int at = Count;
        if (at == _rows.Length) Grow();
        _rows[at] = row;
        _times[at] = time;
        Count = at + 1;
    }

    /// <summary>Hands all rows to an operator.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void DrainTo<TNext>(ref TNext next) where TNext : struct, IOperator<T>
    {
        var rows = _rows.AsSpan(0, Count);
        var times = _times.AsSpan(0, Count);
        for (int i = 0; i < rows.Length; i++) next.Collect(in rows[i], times[i]);
        Count = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        Array.Resize(ref _rows, 2 * _rows.Length);
        Array.Resize(ref _times, 2 * _times.Length);
    }
}
