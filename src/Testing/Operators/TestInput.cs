using Millrace.Runtime;

namespace Millrace.Testing;

/// <summary>An input of a function under test: gives it copies of rows, and overwrites their text when the call is over.</summary>
internal sealed class TestInput<T>(Action<TestInput<T>> step, TestInput<T>.TakeRows take) where T : unmanaged
{
    private readonly KeptText _text = new();
    private Timed<T>[] _batch = new Timed<T>[1];
    private int _count;

    /// <summary>Takes a batch.</summary>
    public delegate void TakeRows(ReadOnlySpan<Timed<T>> rows);

    /// <summary>One row, in a step of its own.</summary>
    public void Give(in T row, Timestamp time)
    {
        _count = 1;
        Add(0, in row, time);
        step(this);
    }

    /// <summary>Rows together.</summary>
    public void Give(ReadOnlySpan<(T Row, Timestamp Time)> rows)
    {
        if (_batch.Length < rows.Length) _batch = new Timed<T>[rows.Length];
        _count = rows.Length;
        for (int i = 0; i < rows.Length; i++) Add(i, in rows[i].Row, rows[i].Time);
        step(this);
    }

    /// <summary>Lets the function process what was given.</summary>
    public void Process() => take(_batch.AsSpan(0, _count));

    /// <summary>Overwrites the text of what was given.</summary>
    public void Overwrite()
    {
        if (!RowText<T>.HasText) return;
        foreach (ref var row in _batch.AsSpan(0, _count))
        {
            T copy = row.Row;
            RowText<T>.Overwrite(ref copy);
        }
        _text.Clear();
    }

    private void Add(int index, in T row, Timestamp time)
    {
        T copy = RowText<T>.HasText ? _text.Keep(in row) : row;
        Timed<T>.Write(ref _batch[index], time.Microseconds, in copy);
    }
}
